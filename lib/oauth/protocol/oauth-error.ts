/** The error codes of OAuth that Latchkey sends (RFC 6749, 7009, 7591, 8628, 8707; OpenID Connect Core 3.1.2.6). */
export type OAuthErrorCode =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "unsupported_response_type"
  | "invalid_scope"
  | "invalid_target"
  | "invalid_redirect_uri"
  | "invalid_client_metadata"
  | "access_denied"
  | "interaction_required"
  | "server_error"
  | "temporarily_unavailable"
  | "slow_down";

/** An error that a client gets in the form of OAuth. Clients show the description to their people. */
export class OAuthError extends Error {
  override name = "OAuthError";
  readonly code: OAuthErrorCode;
  /** When to try again, in seconds; null where trying again does not help. */
  readonly retryAfterSeconds: number | null;

  /**
   * @param description one sentence for people: what was wrong and what to do, in ASCII without `"` and `\`
   *   (RFC 6749, section 5.2)
   */
  constructor(code: OAuthErrorCode, description: string, retryAfterSeconds: number | null = null) {
    super(description);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
