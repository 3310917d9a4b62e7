import type { Transaction } from "#lib/db/client";
import { isScope, type Scope } from "#lib/keys/access/scopes";

/** A connected app, locked until the transaction ends. */
export type LockedApp = {
  id: string;
  name: string | null;
  userId: string;
  /** The id of the row of its client, and the client's own id. */
  clientRowId: string;
  scopes: Scope[];
  expiresAt: Date | null;
  /** Whether it still works at the instant of the lock. */
  isLive: boolean;
};

type Row = Omit<LockedApp, "scopes" | "isLive"> & { scopes: string[]; revokedAt: Date | null; disabledAt: Date | null };

/**
 * Locks an app, so that issuing tokens and ending the app follow each other. The account of its owner is not disabled
 * until the transaction ends.
 * @returns null for an app that is gone
 */
export async function lockApp(tx: Transaction, keyId: string, now: Date): Promise<LockedApp | null> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT app.id, app.name, app."userId", app."oauthClientId" AS "clientRowId", app.scopes, app."expiresAt",
           app."revokedAt", owner."disabledAt"
      FROM "Key" app JOIN "User" owner ON owner.id = app."userId"
     WHERE app.id = ${keyId} AND app."oauthClientId" IS NOT NULL
       FOR NO KEY UPDATE OF app FOR KEY SHARE OF owner`;
  const [row] = rows;
  if (!row) return null;
  const { revokedAt, disabledAt, scopes, ...app } = row;
  const hasEnded = revokedAt !== null || disabledAt !== null || (app.expiresAt !== null && app.expiresAt <= now);
  return { ...app, scopes: scopes.filter(isScope), isLive: !hasEnded };
}
