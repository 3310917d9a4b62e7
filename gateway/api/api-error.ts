import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { type AppError, type ErrorCode, isAppError } from "#lib/errors";
import { log } from "#lib/log";

/** Every code that an answer of the API can have, with its HTTP status: a closed list that clients may switch on. */
export const API_ERRORS = {
  INVALID_INPUT: 400,
  AMBIGUOUS_ACCOUNT: 400,
  UNAUTHENTICATED: 401,
  WRONG_CREDENTIAL_TYPE: 403,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  IDEMPOTENCY_KEY_REUSED: 409,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
} as const satisfies Partial<Record<ErrorCode, number>> & Record<string, number>;

export type ApiErrorCode = keyof typeof API_ERRORS;

/** What is wrong with one field; the path is empty for the body as a whole. */
export type ApiErrorDetail = { path: string; message: string };

/** A refusal that only the API knows. The message is for people and holds no secret. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly code: ApiErrorCode;
  readonly details: ApiErrorDetail[];
  readonly headers: Record<string, string>;

  constructor(
    code: ApiErrorCode,
    message: string,
    { details = [], headers = {} }: { details?: ApiErrorDetail[]; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.code = code;
    this.details = details;
    this.headers = headers;
  }
}

/** Any error in the one form that the API has for errors. What nobody foresaw is logged and told as such. */
export function errorAnswer(context: Context, error: unknown): Response {
  const { code, message, details, headers } = asApiError(context, error);
  const body = { code, message, ...(details.length > 0 && { details }) };
  for (const [name, value] of Object.entries(headers)) context.header(name, value);
  context.header("cache-control", "no-store");
  return context.json({ request_id: context.get("requestId"), error: body }, API_ERRORS[code]);
}

function asApiError(context: Context, error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof HTTPException) {
    // What Hono throws by itself: the body is not JSON, or not called so.
    if (error.status === 400) return new ApiError("INVALID_INPUT", "The body is not JSON.");
    if (error.status === 415) {
      return new ApiError("UNSUPPORTED_MEDIA_TYPE", "The Content-Type must be application/json.");
    }
  }
  if (isAppError(error)) return ofOperation(error);
  if (hasBrokenOff(context, error)) return new ApiError("INVALID_INPUT", "The request broke off before its end.");
  if (isDatabaseAway(error)) {
    log().warn({ error, requestId: context.get("requestId") }, "A request to the API found no database.");
    const message = "Latchkey cannot reach its database at the moment. Send the request again shortly.";
    return new ApiError("UNAVAILABLE", message, { headers: { "retry-after": "5" } });
  }
  log().error({ error, requestId: context.get("requestId") }, "A request to the API ended with a defect.");
  return new ApiError("INTERNAL", "Something went wrong in Latchkey. Its log has more under this request id.");
}

/** Whether the client left while its request waited: nobody is there to read the answer, and nothing is wrong here. */
function hasBrokenOff({ req }: Context, error: unknown): boolean {
  const { signal } = req.raw;
  return signal.aborted && error === signal.reason;
}

/** Codes of Node, of PostgreSQL (classes 08, 53 and 57 of SQLSTATE) and of Prisma for a database that cannot be reached, or is too busy. */
const AWAY = /^(ECONN(REFUSED|RESET)|ENOENT|ETIMEDOUT|EPIPE|(08|53|57)\w{3}|P1001|P1002|P1008|P1017|P2024|P2028)$/;

function isDatabaseAway(error: unknown): boolean {
  return error instanceof Error && "code" in error && AWAY.test(String(error.code));
}

function ofOperation({ code, message, fields, retryAfterSeconds }: AppError): ApiError {
  const details = Object.entries(fields).map(([path, text]) => ({ path: path === "form" ? "" : path, message: text }));
  const headers: Record<string, string> = {};
  if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
  return new ApiError(code, message, { details, headers });
}
