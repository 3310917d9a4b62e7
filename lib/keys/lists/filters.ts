import type { Prisma } from "#lib/db/client";

/** `keyStatus` and `isUsable` as conditions of a query: a test holds the two against each other. */

/** Keys that are accepted at `now`. */
export function usableAt(now: Date): Prisma.KeyWhereInput {
  return { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
}

/** Keys that a workspace owns, and those of its members, whichever they reach. */
export function ownedWithin(workspaceId: string): Prisma.KeyWhereInput {
  return {
    OR: [{ serviceWorkspaceId: workspaceId }, { user: { disabledAt: null, memberships: { some: { workspaceId } } } }],
  };
}

/** Keys that ended, one way or the other. */
export function inactiveAt(now: Date): Prisma.KeyWhereInput {
  return { OR: [{ revokedAt: { not: null } }, { expiresAt: { lte: now } }] };
}
