import type { Caller } from "#lib/auth/principal";
import { AppError } from "#lib/errors";

/**
 * The id of the person who calls, themselves or with a token for the API that may change keys. A key may use MCP servers
 * but never make or end keys: a leaked one could otherwise outlive its own revocation.
 * @throws AppError FORBIDDEN when a key calls, or a token without the scope
 */
export function requirePerson({ principal }: Caller): string {
  if (principal.kind === "user") return principal.userId;
  if (principal.kind === "api_token") {
    if (principal.scopes.includes("keys:write")) return principal.userId;
    throw new AppError("FORBIDDEN", "This API token may not change keys. It needs the scope keys:write.");
  }
  throw new AppError("FORBIDDEN", "A key cannot create or revoke keys. Sign in to the dashboard to do this.");
}
