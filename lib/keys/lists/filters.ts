import type { Prisma } from "#lib/db/client";

// `keyStatus` and `isUsable` as conditions of a query. A test compares the two.

/** The condition for keys and API tokens that are usable at `now`: they are accepted. */
export function usableAt(now: Date) {
  return {
    revokedAt: null,
    OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
  } satisfies Prisma.KeyWhereInput & Prisma.ApiTokenWhereInput;
}

/** The conditions for keys with a token of their own, and for connected apps. */
export const WITH_TOKEN = { oauthClientId: null } as const satisfies Prisma.KeyWhereInput;
export const CONNECTED_APPS = { oauthClientId: { not: null } } as const satisfies Prisma.KeyWhereInput;

/** The condition for keys that have ended at `now`: they expired or were revoked. */
export function endedAt(now: Date): Prisma.KeyWhereInput {
  return { OR: [{ revokedAt: { not: null } }, { expiresAt: { lte: now } }] };
}

/**
 * The condition for keys that the workspace owns, and for keys of its members. It does not say which workspaces they
 * reach.
 */
export function ownedWithin(workspaceId: string): Prisma.KeyWhereInput {
  return {
    OR: [{ serviceWorkspaceId: workspaceId }, { user: { disabledAt: null, memberships: { some: { workspaceId } } } }],
  };
}
