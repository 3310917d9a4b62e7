import type { Caller } from "#lib/auth/principal";
import { db, Prisma } from "#lib/db/client";
import { notFound } from "#lib/errors";
import { currentBlocks } from "#lib/keys/current-blocks";
import type { WorkspaceKeyPage, WorkspaceKeyView } from "#lib/keys/dto";
import { expiredAt, expiringAt, ownedWithin, usableAt } from "#lib/keys/filters";
import type { KeyFilter } from "#lib/keys/limits";
import { NEWEST_FIRST } from "#lib/keys/queries";
import type { ListWorkspaceKeysInput } from "#lib/keys/schema";
import { isUsable } from "#lib/keys/status";
import { DETACHMENT_COLUMNS, detachment, KEY_COLUMNS, keySummary } from "#lib/keys/view";
import type { PolicyBlock } from "#lib/policy/dto";
import { POLICY_COLUMNS } from "#lib/policy/queries";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

const PAGE_SIZE = 50;

/**
 * The keys of members of a workspace that reach it, or reached it until they ended, for its admins.
 * Keys of people who are no longer members reach nothing here and are left out.
 * @param workspace its id or slug
 * @throws AppError NOT_FOUND for a foreign workspace, FORBIDDEN for members who are not admins
 */
export async function listWorkspaceKeys(
  caller: Caller,
  workspace: string,
  input: ListWorkspaceKeysInput,
): Promise<WorkspaceKeyPage> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "access:manage");
  const where: Prisma.KeyWhereInput = {
    AND: [ownedWithin(workspaceId), withStatus(input.filter, workspaceId, caller.now), matching(input.search)],
  };
  const [total, rows] = await Promise.all([db().key.count({ where }), page(where, workspaceId, input.cursor)]);
  const shown = rows.slice(0, PAGE_SIZE);
  const others = await otherWorkspaceCounts(
    shown.map((row) => row.id),
    workspaceId,
  );
  const last = rows.length > PAGE_SIZE ? shown.at(-1) : undefined;
  return {
    keys: shown.map((row) => workspaceKeyView(row, others.get(row.id) ?? 0, caller.now)),
    total,
    nextCursor: last ? `${last.createdAt.getTime()}.${last.id}` : null,
  };
}

/**
 * One of these keys.
 * @throws AppError NOT_FOUND for every other; NOT_FOUND and FORBIDDEN as with the list
 */
export async function getWorkspaceKey(caller: Caller, workspace: string, keyId: string): Promise<WorkspaceKeyView> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "access:manage");
  const row = await db().key.findFirst({
    where: { AND: [{ id: keyId, workspaces: { some: { workspaceId } } }, ownedWithin(workspaceId)] },
    select: workspaceKeySelect(workspaceId),
  });
  if (!row) throw notFound("key");
  const others = await otherWorkspaceCounts([keyId], workspaceId);
  return workspaceKeyView(row, others.get(keyId) ?? 0, caller.now);
}

function workspaceKeySelect(workspaceId: string) {
  return {
    ...KEY_COLUMNS,
    user: {
      select: { id: true, name: true, email: true, memberships: { where: { workspaceId }, select: { role: true } } },
    },
    workspaces: {
      where: { workspaceId },
      select: { ...DETACHMENT_COLUMNS, workspace: { select: { policy: { select: POLICY_COLUMNS } } } },
    },
  } as const satisfies Prisma.KeySelect;
}

type Row = Prisma.KeyGetPayload<{ select: ReturnType<typeof workspaceKeySelect> }>;

/** One row more than a page, which tells whether another follows. */
function page(where: Prisma.KeyWhereInput, workspaceId: string, cursor: ListWorkspaceKeysInput["cursor"]) {
  const before: Prisma.KeyWhereInput = cursor
    ? { OR: [{ createdAt: { lt: cursor.createdAt } }, { createdAt: cursor.createdAt, id: { lt: cursor.id } }] }
    : {};
  return db().key.findMany({
    where: { AND: [where, before] },
    select: workspaceKeySelect(workspaceId),
    orderBy: NEWEST_FIRST,
    take: PAGE_SIZE + 1,
  });
}

function withStatus(filter: KeyFilter, workspaceId: string, now: Date): Prisma.KeyWhereInput {
  const attached: Prisma.KeyWhereInput = { workspaces: { some: { workspaceId, detachedAt: null } } };
  const detached: Prisma.KeyWhereInput = { workspaces: { some: { workspaceId, detachedAt: { not: null } } } };
  const conditions: Record<KeyFilter, Prisma.KeyWhereInput> = {
    usable: { AND: [attached, usableAt(now)] },
    expiring: { AND: [attached, expiringAt(now)] },
    expired: { AND: [attached, expiredAt(now)] },
    revoked: { OR: [detached, { AND: [attached, { revokedAt: { not: null } }] }] },
    all: { workspaces: { some: { workspaceId } } },
  };
  return conditions[filter];
}

/** Name, owner or mask; a whole mask (`mcp_2abc1…ef789`) is found as well as either end of it. */
function matching(search: string): Prisma.KeyWhereInput {
  if (!search) return {};
  const [start = "", end] = search.split("…");
  if (end !== undefined) return { tokenStart: { endsWith: literal(start) }, tokenEnd: { startsWith: literal(end) } };
  const contains = { contains: literal(search), mode: "insensitive" } as const;
  return {
    OR: [
      { name: contains },
      { user: { OR: [{ name: contains }, { email: contains }] } },
      { tokenStart: { contains: literal(search) } },
      { tokenEnd: { contains: literal(search) } },
    ],
  };
}

/** Prisma passes text on to LIKE as it is, where `_` and `%` would match anything. */
function literal(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/** How many other workspaces each key reaches at present, which decides what taking this one away comes to. */
async function otherWorkspaceCounts(keyIds: string[], workspaceId: string): Promise<Map<string, number>> {
  if (keyIds.length === 0) return new Map();
  const rows = await db().$queryRaw<{ keyId: string; count: number }[]>`
    SELECT link."keyId", count(*)::int AS count
    FROM "KeyWorkspace" link
    JOIN "Key" key ON key.id = link."keyId"
    JOIN "Membership" membership ON membership."workspaceId" = link."workspaceId" AND membership."userId" = key."userId"
    WHERE link."keyId" IN (${Prisma.join(keyIds)}) AND link."workspaceId" <> ${workspaceId} AND link."detachedAt" IS NULL
    GROUP BY link."keyId"`;
  return new Map(rows.map((row) => [row.keyId, row.count]));
}

function workspaceKeyView(row: Row, otherWorkspaceCount: number, now: Date): WorkspaceKeyView {
  const summary = keySummary(row, now);
  const link = row.workspaces[0];
  const detached = link ? detachment(link) : null;
  const status = detached ? "revoked" : summary.status;
  return {
    ...summary,
    // Who ended the key elsewhere is the business of that workspace; here counts that it was taken away.
    ...(detached && { status, revoked: detached }),
    owner: row.user && { id: row.user.id, name: row.user.name, email: row.user.email },
    otherWorkspaceCount,
    blocks: isUsable(status) ? blocksOf(row) : [],
  };
}

function blocksOf(row: Row): PolicyBlock[] {
  const policy = row.workspaces[0]?.workspace.policy;
  const role = row.user ? row.user.memberships[0]?.role : "service";
  return policy && role ? currentBlocks(policy, role, row) : [];
}
