import type { Context } from "hono";
import { ApiError } from "#gateway/api/api-error";
import { databaseAwayError } from "#lib/db/away-error";
import { log } from "#lib/log";
import { OAuthError, type OAuthErrorCode } from "#lib/oauth/protocol/oauth-error";

const NO_STORE = { "cache-control": "no-store", pragma: "no-cache" };

const STATUS: Partial<Record<OAuthErrorCode, 401 | 429 | 500 | 503>> = {
  invalid_client: 401,
  slow_down: 429,
  server_error: 500,
  temporarily_unavailable: 503,
};

/** What `error_description` may hold (RFC 6749, section 5.2). */
const NOT_ALLOWED = /[^\x20\x21\x23-\x5b\x5d-\x7e]/g;

/** Answers with JSON that nobody may keep, because it may hold tokens. */
export function oauthJson(context: Context, body: object, status: 200 | 201 = 200): Response {
  return context.json(body, status, NO_STORE);
}

/** Answers an error in the form of OAuth (RFC 6749, section 5.2). An unexpected error is logged and names nothing. */
export function oauthErrorResponse(context: Context, error: unknown): Response {
  const { code, message, retryAfterSeconds } = asOAuthError(context, error);
  const body = { error: code, error_description: message.replaceAll(NOT_ALLOWED, "'") };
  const headers: Record<string, string> = { ...NO_STORE };
  if (retryAfterSeconds !== null) headers["retry-after"] = String(retryAfterSeconds);
  const status = STATUS[code] ?? 400;
  // A client that used the header has to be told which way is known (RFC 6749, section 5.2).
  if (status === 401) headers["www-authenticate"] = 'Basic realm="latchkey"';
  return context.json(body, status, headers);
}

function asOAuthError(context: Context, error: unknown): OAuthError {
  if (error instanceof OAuthError) return error;
  // The body could not be read to its end.
  if (error instanceof ApiError && error.code === "INVALID_INPUT")
    return new OAuthError("invalid_request", error.message);
  const requestId = context.get("requestId");
  const away = databaseAwayError(error);
  if (away) {
    log().warn({ error, requestId }, "A request to the authorization server failed: the database is away.");
    return new OAuthError("temporarily_unavailable", away.message, away.retryAfterSeconds);
  }
  log().error({ error, requestId }, "A request to the authorization server ended with a defect.");
  return new OAuthError("server_error", "Something went wrong in Latchkey. Its log has the details.");
}
