import type { Caller } from "#lib/auth/principal";
import { addDays } from "#lib/clock";
import { db, type Prisma } from "#lib/db/client";
import type { KeyView } from "#lib/keys/dto";
import { usableAt } from "#lib/keys/filters";
import { NEWEST_FIRST } from "#lib/keys/queries";
import { EXPIRING_DAYS, type KeyStatus } from "#lib/keys/status";
import { ownKeySelect, ownKeyView } from "#lib/keys/view";

/** Where a page begins: after the key made at this instant with this id. */
export type KeyPosition = { createdAt: Date; id: string };

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
): Promise<{ keys: KeyView[]; next: KeyPosition | null }> {
  const { userId } = caller.principal;
  const where: Prisma.KeyWhereInput[] = [{ userId }];
  if (status) where.push(withStatus(status, caller.now));
  if (workspaceId) where.push({ workspaces: { some: { workspaceId, detachedAt: null } } });
  if (after)
    where.push({ OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }] });
  // One more than a page, which tells whether another follows.
  const rows = await db().key.findMany({
    where: { AND: where },
    select: ownKeySelect(userId),
    orderBy: NEWEST_FIRST,
    take: limit + 1,
  });
  const keys = rows.slice(0, limit).map((row) => ownKeyView(row, caller.now));
  return { keys, next: rows.length > limit ? (keys.at(-1) ?? null) : null };
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
