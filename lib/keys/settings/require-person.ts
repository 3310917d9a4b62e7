import type { Caller } from "#lib/auth/principal";
import { AppError } from "#lib/errors";

/**
 * Checks that a person calls, in the dashboard or with an API token that may change keys. A key must never create or
 * revoke keys: a leaked key could make another one and outlive its own revocation.
 * @returns the id of the person
 * @throws AppError FORBIDDEN when a key calls, or an API token without the scope `keys:write`
 */
export function requirePerson({ principal }: Caller): string {
  if (principal.kind === "user") return principal.userId;
  if (principal.kind === "api_token") {
    if (principal.scopes.includes("keys:write")) return principal.userId;
    throw new AppError("FORBIDDEN", "This API token may not change keys. It needs the scope keys:write.");
  }
  throw new AppError("FORBIDDEN", "A key cannot create or revoke keys. Sign in to the dashboard to do this.");
}
