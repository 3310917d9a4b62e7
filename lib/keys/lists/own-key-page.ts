import type { Caller } from "#lib/auth/principal";
import { addDays } from "#lib/clock";
import { db, type Prisma } from "#lib/db/client";
import { EXPIRING_DAYS, type KeyStatus } from "#lib/keys/access/status";
import { usableAt } from "#lib/keys/lists/filters";
import { LISTED_COLUMNS, type ListedKey, listedKeys } from "#lib/keys/lists/listed-key";
import { ownKeyPage, ownKeyQuery } from "#lib/keys/lists/own-keys";
import type { KeyPosition } from "#lib/keys/lists/schema";

export type OwnKeysWanted = {
  status: KeyStatus | null;
  /** Keys that hold this workspace; null for all. */
  workspaceId: string | null;
  after: KeyPosition | null;
  limit: number;
};

/** A page of the caller's own keys, the newest first, and where the next one begins. */
export async function listOwnKeys(
  caller: Caller,
  { status, workspaceId, after, limit }: OwnKeysWanted,
): Promise<{ keys: ListedKey[]; next: KeyPosition | null }> {
  const where: Prisma.KeyWhereInput = {
    AND: [
      status ? withStatus(status, caller.now) : {},
      workspaceId ? { workspaces: { some: { workspaceId, detachedAt: null } } } : {},
    ],
  };
  const page = { where, after, limit };
  const query = { ...ownKeyQuery(caller, page), select: LISTED_COLUMNS };
  const { rows, next } = ownKeyPage(await db().key.findMany(query), page);
  return { keys: await listedKeys(rows, caller.now), next };
}

/** `keyStatus` as a condition of a query: a test holds the two against each other. */
function withStatus(status: KeyStatus, now: Date): Prisma.KeyWhereInput {
  const soon = addDays(now, EXPIRING_DAYS);
  const conditions: Record<KeyStatus, Prisma.KeyWhereInput> = {
    active: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: soon } }] },
    expiring: { AND: [usableAt(now), { expiresAt: { lte: soon } }] },
    expired: { revokedAt: null, expiresAt: { lte: now } },
    revoked: { revokedAt: { not: null } },
  };
  return conditions[status];
}
