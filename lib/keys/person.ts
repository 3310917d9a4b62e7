import type { Caller } from "#lib/auth/principal";
import { AppError } from "#lib/errors";

/**
 * The id of the person who calls. A key may use MCP servers but never make or end keys: a leaked one could
 * otherwise outlive its own revocation.
 * @throws AppError FORBIDDEN when a key calls
 */
export function requirePerson(caller: Caller): string {
  if (caller.principal.kind === "user") return caller.principal.userId;
  throw new AppError("FORBIDDEN", "A key cannot create or revoke keys. Sign in to the dashboard to do this.");
}
