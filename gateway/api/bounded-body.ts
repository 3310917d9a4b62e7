import type { MiddlewareHandler } from "hono";
import type { ApiEnvironment } from "#gateway/api/api-caller";
import { ApiError } from "#gateway/api/api-error";
import { readIncomingText } from "#gateway/api/incoming-text";
import { holdsNul, NUL_MESSAGE } from "#lib/form";
import { isPlainBody, PACKED_BODY, PLAIN_BODIES_ONLY } from "#lib/http/request-problem";
import { exceededJsonBound } from "#lib/text/json-bounds";

/** A body with 200 workspaces and 200 servers needs a tenth of this. */
const BODY_MAX_BYTES = 256 * 1024;
/** The deepest nesting, and the most objects, lists and fields. */
const SHAPE_MAX = { depth: 16, parts: 10_000 };

/** The commas of 10,000 list entries. A schema looks at each entry of a list without a maximum. */
const COMMAS_MAX = 9_999;

const readSettings = boundedBodyOf(BODY_MAX_BYTES);

/**
 * Reads the body of a route that stores settings.
 * @throws ApiError as `boundedBodyOf`, and INVALID_INPUT for text that cannot be stored
 */
export const boundedBody: MiddlewareHandler<ApiEnvironment> = (context, next) =>
  readSettings(context, async () => {
    const { method } = context.req;
    if (method !== "GET" && holdsNul(await context.req.text())) throw new ApiError("INVALID_INPUT", NUL_MESSAGE);
    await next();
  });

/** @throws ApiError UNSUPPORTED_MEDIA_TYPE for a body with a Content-Encoding */
export const refusePackedBodies: MiddlewareHandler<ApiEnvironment> = (context, next) => {
  if (isPlainBody(context.env.incoming)) return next();
  throw new ApiError("UNSUPPORTED_MEDIA_TYPE", PACKED_BODY, { headers: PLAIN_BODIES_ONLY });
};

/**
 * Makes middleware that reads a body within limits. Later handlers find the text in Hono's body cache.
 * @param maxBytes the largest body, in bytes
 * @throws ApiError BODY_TOO_LARGE, or INVALID_INPUT for a body that has too many parts or nests too deep
 */
export function boundedBodyOf(maxBytes: number): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    const { method, bodyCache } = context.req;
    if (method === "GET" || method === "HEAD") return next();
    const text = await readIncomingText(context.env.incoming, maxBytes);
    if (text === null) {
      const message = `The body may have at most ${maxBytes / 1024} KiB.`;
      throw new ApiError("BODY_TOO_LARGE", message, { headers: { connection: "close" } });
    }
    if (exceededJsonBound(text, SHAPE_MAX) || hasMoreCommas(text, COMMAS_MAX))
      throw new ApiError("INVALID_INPUT", "The body has too many parts or nests too deep.");
    Object.assign(bodyCache, { text: Promise.resolve(text) });
    return next();
  };
}

/** Each entry of a list but the first follows a comma. A comma within a text counts too, and honest bodies have few. */
function hasMoreCommas(text: string, most: number): boolean {
  let count = 0;
  for (let at = text.indexOf(","); at >= 0 && count <= most; at = text.indexOf(",", at + 1)) count += 1;
  return count > most;
}
