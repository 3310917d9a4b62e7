import type { Caller } from "#lib/auth/principal";
import type { Transaction } from "#lib/db/client";
import { AppError } from "#lib/errors";

/**
 * Requires that the session or the API token of the caller still lives when something is written with it, and keeps it
 * until the transaction ends. Call this after the caller is locked. Without it, a request that was under way while the
 * password changed could leave something behind that works without any session. A long export calls it for each page,
 * without a transaction.
 * @throws AppError UNAUTHENTICATED when the session or the token has ended since the request began
 */
export async function requireLiveCredential(tx: Transaction, { principal }: Caller): Promise<void> {
  if (principal.kind === "api_token") return requireLiveToken(tx, principal.apiTokenId);
  // Callers that were not read from the table have no version, such as commands on the server.
  if (principal.kind !== "user" || principal.credentialVersion === undefined) return;
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT s.id FROM "Session" s JOIN "User" u ON u.id = s."userId" AND u."credentialVersion" = s."credentialVersion"
     WHERE s.id = ${principal.sessionId} AND u."disabledAt" IS NULL FOR KEY SHARE OF s`;
  if (rows.length === 0) throw new AppError("UNAUTHENTICATED", "Your session has ended. Sign in again to do this.");
}

/** A revocation updates the row without its key, so only the stronger lock makes it wait. */
async function requireLiveToken(tx: Transaction, id: string): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT id FROM "ApiToken" WHERE id = ${id} AND "revokedAt" IS NULL FOR SHARE`;
  if (rows.length === 0) throw new AppError("UNAUTHENTICATED", "This API token was revoked.");
}
