import { isApiToken, isToken } from "#lib/secrets/token";

/**
 * What a bearer credential is, by its shape alone:
 * - `key`: of an MCP key, for the gateway
 * - `api_token`: a personal token for the API
 * - `jwt`: three parts of base64url with dots between them (RFC 7519); nobody issues one yet
 * - `unknown`: none of them, or one with a wrong checksum
 */
export type CredentialKind = "key" | "api_token" | "jwt" | "unknown";

const JWT = /^ey[\w-]+\.ey[\w-]+\.[\w-]+$/;

/** Decides without a query which of the ways to check a credential is the one to take. */
export function credentialKind(text: string): CredentialKind {
  if (isApiToken(text)) return "api_token";
  if (isToken(text)) return "key";
  return JWT.test(text) ? "jwt" : "unknown";
}
