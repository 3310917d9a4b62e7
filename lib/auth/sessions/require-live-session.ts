import type { Caller } from "#lib/auth/principal";
import type { Transaction } from "#lib/db/client";
import { AppError } from "#lib/errors";

/**
 * Requires that the session of the caller still lives when a credential is made with it, and keeps it until the
 * transaction ends. Call this after the caller is locked. Without it, a request that was under way while the password
 * changed could leave a credential behind that works without any session.
 * @throws AppError UNAUTHENTICATED when the session has ended since the request began
 */
export async function requireLiveSession(tx: Transaction, { principal }: Caller): Promise<void> {
  // Callers that were not read from the table have no version: commands on the server, and API tokens.
  if (principal.kind !== "user" || principal.credentialVersion === undefined) return;
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT s.id FROM "Session" s JOIN "User" u ON u.id = s."userId" AND u."credentialVersion" = s."credentialVersion"
     WHERE s.id = ${principal.sessionId} AND u."disabledAt" IS NULL FOR KEY SHARE OF s`;
  if (rows.length === 0) throw new AppError("UNAUTHENTICATED", "Your session has ended. Sign in again to do this.");
}
