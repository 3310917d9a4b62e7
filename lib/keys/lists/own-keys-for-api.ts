import type { Caller } from "#lib/auth/principal";
import { addDays } from "#lib/clock";
import { db, type Prisma } from "#lib/db/client";
import { EXPIRING_DAYS, type KeyStatus } from "#lib/keys/access/status";
import { usableAt, WITH_TOKEN } from "#lib/keys/lists/filters";
import { LISTED_COLUMNS, type ListedKey, readListedKeys } from "#lib/keys/lists/listed-keys";
import { cutOwnKeysPage, type OwnKeyPosition, ownKeysQuery } from "#lib/keys/lists/own-keys-query";

/** Which page of the caller's own keys the API asks for. */
export type OwnKeysForApi = {
  /** Null for every status. */
  status: KeyStatus | null;
  /** The workspace that the keys reach; null for any. */
  workspaceId: string | null;
  after: OwnKeyPosition | null;
  limit: number;
};

/**
 * Reads a page of the caller's own keys for the API, the newest first. Its keys carry less than those of the dashboard
 * (`listOwnKeysForDashboard`), so a page may be longer.
 * @returns the keys, and where the next page begins; null when none follows
 */
export async function listOwnKeysForApi(
  caller: Caller,
  { status, workspaceId, after, limit }: OwnKeysForApi,
): Promise<{ keys: ListedKey[]; next: OwnKeyPosition | null }> {
  const where: Prisma.KeyWhereInput = {
    AND: [
      WITH_TOKEN,
      status ? hasStatus(status, caller.now) : {},
      workspaceId ? { workspaces: { some: { workspaceId, detachedAt: null } } } : {},
    ],
  };
  const page = { where, after, limit };
  const query = { ...ownKeysQuery(caller, page), select: LISTED_COLUMNS };
  const { rows, next } = cutOwnKeysPage(await db().key.findMany(query), page);
  return { keys: await readListedKeys(rows, caller.now), next };
}

/** `keyStatus` as a condition of a query. A test compares the two. */
function hasStatus(status: KeyStatus, now: Date): Prisma.KeyWhereInput {
  const soon = addDays(now, EXPIRING_DAYS);
  const conditions: Record<KeyStatus, Prisma.KeyWhereInput> = {
    active: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: soon } }] },
    expiring: { AND: [usableAt(now), { expiresAt: { lte: soon } }] },
    expired: { revokedAt: null, expiresAt: { lte: now } },
    revoked: { revokedAt: { not: null } },
  };
  return conditions[status];
}
