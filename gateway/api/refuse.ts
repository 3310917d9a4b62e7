import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { AppError, ErrorCode } from "#lib/errors";

const STATUS: Record<ErrorCode, ContentfulStatusCode> = {
  INVALID_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
};

/** An error of an operation in the one form that the API has for errors. */
export function refuse(context: Context, { code, message, fields, retryAfterSeconds }: AppError): Response {
  const wrong = Object.keys(fields).length > 0 ? { fields } : {};
  const error = { code, message, ...wrong };
  if (retryAfterSeconds !== undefined) context.header("retry-after", String(retryAfterSeconds));
  return context.json({ error }, STATUS[code]);
}

/** A refusal that only HTTP knows. */
export function refuseRequest(context: Context, status: ContentfulStatusCode, code: string, message: string): Response {
  return context.json({ error: { code, message } }, status);
}
