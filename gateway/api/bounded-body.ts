import type { MiddlewareHandler } from "hono";
import type { ApiEnvironment } from "#gateway/api/api-caller";
import { ApiError } from "#gateway/api/api-error";
import { readIncomingText } from "#gateway/api/incoming-text";
import { holdsNul, NUL_MESSAGE } from "#lib/form";
import { exceededJsonBound } from "#lib/text/json-bounds";

/** Two hundred workspaces and as many servers are a tenth of it. */
const BODY_MAX_BYTES = 256 * 1024;
const MOST = { depth: 16, parts: 10_000 };

const readSettings = boundedBodyOf(BODY_MAX_BYTES);

/**
 * For the routes that take settings, which are stored.
 * @throws ApiError besides those for its bounds, INVALID_INPUT for text that cannot be stored
 */
export const boundedBody: MiddlewareHandler<ApiEnvironment> = (context, next) =>
  readSettings(context, async () => {
    const { method } = context.req;
    if (method !== "GET" && holdsNul(await context.req.text())) throw new ApiError("INVALID_INPUT", NUL_MESSAGE);
    await next();
  });

/**
 * Reads a body within bounds, for whatever comes after.
 * @throws ApiError BODY_TOO_LARGE, or INVALID_INPUT for one of too many parts
 */
export function boundedBodyOf(maxBytes: number): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    const { method, bodyCache } = context.req;
    if (method === "GET" || method === "HEAD") return next();
    const text = await readIncomingText(context.env.incoming, maxBytes);
    if (text === null) {
      const message = `A body has at most ${maxBytes / 1024} KiB.`;
      throw new ApiError("BODY_TOO_LARGE", message, { headers: { connection: "close" } });
    }
    if (exceededJsonBound(text, MOST)) throw new ApiError("INVALID_INPUT", "The body has too many parts.");
    Object.assign(bodyCache, { text: Promise.resolve(text) });
    return next();
  };
}
