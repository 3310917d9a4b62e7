/** What `error_description` may not hold: control characters, quotes, backslashes, and all beyond ASCII (RFC 6750 section 3). */
const NOT_QUOTABLE = /[^\x20\x21\x23-\x5b\x5d-\x7e]/g;
/** Clients show the description in one line, and proxies limit the headers of an answer. */
const DESCRIPTION_MAX = 400;

type Problem = { error: "invalid_token" | "insufficient_scope"; description: string };

/** Where a client learns how to sign in (RFC 9728, section 5.1), and what it should ask for there. */
export type SignInHint = { resourceMetadata: string; scope: string };

type Challenge = {
  /** What is wrong with the credential; none for a request without one, which gets no error code. */
  problem?: Problem;
  signIn?: SignInHint;
  /** The missing scope, where there is no sign-in to ask for it. */
  scope?: string;
};

/** Writes the value of `WWW-Authenticate` (RFC 6750 section 3). */
export function bearerChallenge(realm: string, { problem, signIn, scope = signIn?.scope }: Challenge = {}): string {
  const parameters = [`realm="${realm}"`];
  if (signIn) parameters.push(`resource_metadata="${signIn.resourceMetadata}"`);
  if (problem) parameters.push(`error="${problem.error}"`);
  if (scope) parameters.push(`scope="${scope}"`);
  if (problem) {
    const described = problem.description.replaceAll(NOT_QUOTABLE, "").slice(0, DESCRIPTION_MAX);
    parameters.push(`error_description="${described}"`);
  }
  return `Bearer ${parameters.join(", ")}`;
}
