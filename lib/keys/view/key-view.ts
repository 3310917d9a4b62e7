import type { Prisma } from "#lib/db/client";
import { isScope } from "#lib/keys/access/scopes";
import { isUsable, keyStatus } from "#lib/keys/access/status";
import { PLAIN_SETTING_COLUMNS, plainSettings } from "#lib/keys/model/key-settings";
import { currentBlocks } from "#lib/keys/policy/current-blocks";
import { APP_CLIENT_COLUMNS, appClientOf } from "#lib/keys/view/app-client";
import type { Ending, KeyView, KeyWorkspaceView, LastUse, Relative } from "#lib/keys/view/dto";
import { POLICY_COLUMNS } from "#lib/policy/queries";
import { maskOf } from "#lib/secrets/token-mask";

/** The columns that every list shows. The hash of the token is never among the columns of a view. */
export const PLAIN_COLUMNS = {
  ...PLAIN_SETTING_COLUMNS,
  id: true,
  tokenStart: true,
  tokenEnd: true,
  createdAt: true,
  updatedAt: true,
  revokedAt: true,
  lastUsedAt: true,
  oauthClient: { select: APP_CLIENT_COLUMNS },
} as const satisfies Prisma.KeySelect;

/** The columns that a view of a key needs, for its owner and for admins. */
export const KEY_COLUMNS = {
  ...PLAIN_COLUMNS,
  revokedReason: true,
  revokedBy: { select: { name: true } },
  isLegacy: true,
  leakedAt: true,
  lastUsedClient: true,
  lastUsedVersion: true,
  lastUsedTitle: true,
  lastUsedAddress: true,
} as const satisfies Prisma.KeySelect;

export const DETACHMENT_COLUMNS = {
  detachedAt: true,
  detachedReason: true,
  detachedBy: { select: { name: true } },
} as const satisfies Prisma.KeyWorkspaceSelect;

const RELATIVE_COLUMNS = { id: true, tokenStart: true, tokenEnd: true } as const satisfies Prisma.KeySelect;

/**
 * Selects what the owner sees of a key: its columns, its family, its servers, its workspaces, and whether the owner is
 * still a member of each workspace.
 */
export function ownKeySelect(ownerId: string) {
  return {
    ...KEY_COLUMNS,
    rotatedFrom: { select: RELATIVE_COLUMNS },
    replacedBy: { select: RELATIVE_COLUMNS },
    allServers: true,
    servers: {
      select: { upstream: { select: { id: true, name: true, workspaceId: true } } },
      orderBy: { upstream: { name: "asc" } },
    },
    workspaces: {
      select: {
        ...DETACHMENT_COLUMNS,
        workspace: {
          select: {
            id: true,
            name: true,
            slug: true,
            memberships: { where: { userId: ownerId }, select: { role: true } },
            policy: { select: POLICY_COLUMNS },
          },
        },
      },
      orderBy: { workspace: { name: "asc" } },
    },
  } as const satisfies Prisma.KeySelect;
}

type KeyRow = Prisma.KeyGetPayload<{ select: typeof KEY_COLUMNS }>;
type OwnKeyRow = Prisma.KeyGetPayload<{ select: ReturnType<typeof ownKeySelect> }>;
type Detachment = Prisma.KeyWorkspaceGetPayload<{ select: typeof DETACHMENT_COLUMNS }>;

/** The part of a view that every list shows, at `now`. */
export function plainView(row: Prisma.KeyGetPayload<{ select: typeof PLAIN_COLUMNS }>, now: Date) {
  return {
    ...plainSettings(row),
    // A newer version may have stored scopes that this version does not know.
    scopes: row.scopes.filter(isScope),
    id: row.id,
    app: row.oauthClient && appClientOf(row.oauthClient),
    mask: maskOf(row),
    status: keyStatus(row, now),
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** The part of a view that owner and admins see alike, at `now`. */
export function keySummary(
  row: KeyRow,
  now: Date,
): Omit<KeyView, "workspaces" | "servers" | "replaces" | "replacedBy"> {
  return {
    ...plainView(row, now),
    lastUse: lastUse(row),
    revoked: ending(row.revokedAt, row.revokedBy, row.revokedReason),
    isLegacy: row.isLegacy,
    isLeaked: row.leakedAt !== null,
  };
}

/** Makes the view of a key for its owner, at `now`. */
export function ownKeyView(row: OwnKeyRow, now: Date): KeyView {
  const summary = keySummary(row, now);
  return {
    ...summary,
    workspaces: row.workspaces.map((link) => workspaceView(link, isUsable(summary.status) ? row : null)),
    replaces: relative(row.rotatedFrom),
    replacedBy: relative(row.replacedBy),
    servers: row.allServers ? null : row.servers.map(({ upstream }) => upstream),
  };
}

/** When, by whom and why a workspace was detached from a key; null when it was not. */
export function detachment(row: Detachment): Ending | null {
  return ending(row.detachedAt, row.detachedBy, row.detachedReason);
}

/** @param usable the key while it is usable; null for a key that has ended, which has no blocks */
function workspaceView(
  { workspace, ...row }: OwnKeyRow["workspaces"][number],
  usable: OwnKeyRow | null,
): KeyWorkspaceView {
  const { policy } = workspace;
  const role = workspace.memberships[0]?.role;
  return {
    id: workspace.id,
    name: workspace.name,
    slug: workspace.slug,
    detached: detachment(row),
    ownerIsMember: role !== undefined,
    blocks: usable && policy && role && !row.detachedAt ? currentBlocks(policy, role, usable) : [],
  };
}

/** Makes the view of another key of the same family; null where there is none. */
export function relative(row: OwnKeyRow["rotatedFrom"]): Relative | null {
  return row && { id: row.id, mask: maskOf(row) };
}

function ending(at: Date | null, by: { name: string } | null, reason: string | null): Ending | null {
  return at && { at, byName: by?.name ?? null, reason };
}

function lastUse(row: KeyRow): LastUse | null {
  if (!row.lastUsedAt) return null;
  return {
    at: row.lastUsedAt,
    client: row.lastUsedClient,
    version: row.lastUsedVersion,
    title: row.lastUsedTitle,
    address: row.lastUsedAddress,
  };
}
