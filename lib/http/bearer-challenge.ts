/** What `error_description` may not hold: control characters, quotes, backslashes, and all beyond ASCII (RFC 6750 section 3). */
const NOT_QUOTABLE = /[^\x20\x21\x23-\x5b\x5d-\x7e]/g;
/** Clients show the description in one line, and proxies limit the headers of an answer. */
const DESCRIPTION_MAX = 400;

type Problem = { error: "invalid_token" | "insufficient_scope"; scope?: string; description: string };

/**
 * Writes the value of `WWW-Authenticate` (RFC 6750 section 3).
 * @param problem what is wrong with the credential; none for a request without one, which gets no error code
 */
export function bearerChallenge(realm: string, problem?: Problem): string {
  const start = `Bearer realm="${realm}"`;
  if (!problem) return start;
  const { error, scope, description } = problem;
  const described = description.replaceAll(NOT_QUOTABLE, "").slice(0, DESCRIPTION_MAX);
  return `${start}, error="${error}"${scope ? `, scope="${scope}"` : ""}, error_description="${described}"`;
}
