import { isImplied, isScope, SCOPES, type Scope } from "#lib/keys/access/scopes";

/**
 * Reads the parameter `scope`. Scopes that Latchkey does not know are ignored, because clients ask every server for
 * `openid` or `offline_access`. Without a known scope a client means reading.
 * @returns the known scopes in the order of the forms, without those that a wider one of them includes
 */
export function wantedScopes(text: string | undefined): Scope[] {
  const named = new Set((text ?? "").split(" ").filter(isScope));
  if (named.size === 0) return ["mcp:read"];
  const known = SCOPES.filter((scope) => named.has(scope));
  return known.filter((scope) => !isImplied(scope, known));
}
