import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnvironment } from "#gateway/api/api-caller";
import { ApiError } from "#gateway/api/api-error";

export type Api = OpenAPIHono<ApiEnvironment>;

/** Makes an empty set of routes. Their schemas parse the input, and an error names every wrong field with its path. */
export function newApi(): Api {
  return new OpenAPIHono<ApiEnvironment>({
    defaultHook: (result) => {
      if (result.success) return;
      const details = result.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
      throw new ApiError("INVALID_INPUT", "Some fields need a correction.", { details });
    },
  });
}
