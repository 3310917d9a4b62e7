import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { databaseAwayError } from "#lib/db/away-error";
import { type AppError, type ErrorCode, isAppError } from "#lib/errors";
import { log } from "#lib/log";

/** Every error code of the API with its HTTP status. The list is closed, so clients may switch on it. */
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

/** The error of one field. The path is empty for an error of the whole body. */
export type ApiErrorDetail = { path: string; message: string };

/** An error that only the API has. The message is for people and holds no secret. */
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

/** Answers an error in the one form that the API has for errors. An unexpected error is logged and becomes INTERNAL. */
export function errorResponse(context: Context, error: unknown): Response {
  const { code, message, details, headers } = toApiError(context, error);
  const body = { code, message, ...(details.length > 0 && { details }) };
  for (const [name, value] of Object.entries(headers)) context.header(name, value);
  context.header("cache-control", "no-store");
  return context.json({ request_id: context.get("requestId"), error: body }, API_ERRORS[code]);
}

function toApiError(context: Context, error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof HTTPException) {
    // Hono throws these by itself: the body is not JSON, or its Content-Type is not JSON.
    if (error.status === 400) return new ApiError("INVALID_INPUT", "The body is not JSON.");
    if (error.status === 415) {
      return new ApiError("UNSUPPORTED_MEDIA_TYPE", "The Content-Type must be application/json.");
    }
  }
  if (isAppError(error)) return fromAppError(error);
  if (isClientGone(context, error))
    return new ApiError("INVALID_INPUT", "The request ended before its body was complete.");
  const away = databaseAwayError(error);
  if (away) {
    log().warn({ error, requestId: context.get("requestId") }, "A request to the API failed: the database is away.");
    return fromAppError(away);
  }
  log().error({ error, requestId: context.get("requestId") }, "A request to the API failed with an unexpected error.");
  return new ApiError("INTERNAL", "Something went wrong in Latchkey. Its log has the details under this request id.");
}

/** Tells whether the client left while its request waited. Nobody reads the answer then, and Latchkey has no fault. */
function isClientGone({ req }: Context, error: unknown): boolean {
  const { signal } = req.raw;
  return signal.aborted && error === signal.reason;
}

function fromAppError({ code, message, fields, retryAfterSeconds }: AppError): ApiError {
  const details = Object.entries(fields).map(([path, text]) => ({ path: path === "form" ? "" : path, message: text }));
  const headers: Record<string, string> = {};
  if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
  return new ApiError(code, message, { details, headers });
}
