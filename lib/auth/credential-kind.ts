import { isApiToken, isToken } from "#lib/secrets/token";

/**
 * The kind of a bearer credential, by its form only:
 * - `key`: the token of a key, for the gateway
 * - `api_token`: a personal token for the REST API
 * - `jwt`: three parts of base64url with dots between them (RFC 7519); Latchkey does not issue any yet
 * - `unknown`: none of these, or a token with a wrong checksum
 */
export type CredentialKind = "key" | "api_token" | "jwt" | "unknown";

const JWT = /^ey[\w-]+\.ey[\w-]+\.[\w-]+$/;

/** Returns the kind of a credential. It needs no database, so it can decide how the credential is checked. */
export function credentialKind(text: string): CredentialKind {
  if (isApiToken(text)) return "api_token";
  if (isToken(text)) return "key";
  return JWT.test(text) ? "jwt" : "unknown";
}
