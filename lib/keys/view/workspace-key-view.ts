import { db, Prisma } from "#lib/db/client";
import { isUsable } from "#lib/keys/access/status";
import { currentBlocks } from "#lib/keys/policy/current-blocks";
import type { WorkspaceKeyView } from "#lib/keys/view/dto";
import { DETACHMENT_COLUMNS, detachment, KEY_COLUMNS, keySummary } from "#lib/keys/view/key-view";
import type { PolicyBlock } from "#lib/policy/dto";
import { POLICY_COLUMNS } from "#lib/policy/queries";

/**
 * Reads these keys as admins of the workspace see them, in the order of the ids. The caller's rights must have been
 * checked before.
 */
export async function workspaceKeyViews(
  workspaceId: string,
  keyIds: readonly string[],
  now: Date,
): Promise<WorkspaceKeyView[]> {
  if (keyIds.length === 0) return [];
  const [rows, others] = await Promise.all([readRows(workspaceId, keyIds), otherWorkspaceCounts(workspaceId, keyIds)]);
  const views = new Map(rows.map((row) => [row.id, toView(row, others.get(row.id) ?? 0, now)]));
  return keyIds.flatMap((id) => views.get(id) ?? []);
}

type Row = Awaited<ReturnType<typeof readRows>>[number];

function readRows(workspaceId: string, keyIds: readonly string[]) {
  return db().key.findMany({
    where: { id: { in: [...keyIds] } },
    select: {
      ...KEY_COLUMNS,
      allServers: true,
      servers: {
        where: { upstream: { workspaceId } },
        select: { upstream: { select: { id: true, name: true } } },
        orderBy: { upstream: { name: "asc" } },
      },
      user: {
        select: { id: true, name: true, email: true, memberships: { where: { workspaceId }, select: { role: true } } },
      },
      workspaces: {
        where: { workspaceId },
        select: { ...DETACHMENT_COLUMNS, workspace: { select: { policy: { select: POLICY_COLUMNS } } } },
      },
    },
  });
}

/** How many other workspaces each key reaches now. A key that reaches none is revoked when this one is detached. */
async function otherWorkspaceCounts(workspaceId: string, keyIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db().$queryRaw<{ keyId: string; count: number }[]>`
    SELECT link."keyId", count(*)::int AS count
    FROM "KeyWorkspace" link
    JOIN "Key" key ON key.id = link."keyId"
    JOIN "Membership" membership ON membership."workspaceId" = link."workspaceId" AND membership."userId" = key."userId"
    WHERE link."keyId" IN (${Prisma.join([...keyIds])}) AND link."workspaceId" <> ${workspaceId} AND link."detachedAt" IS NULL
    GROUP BY link."keyId"`;
  return new Map(rows.map((row) => [row.keyId, row.count]));
}

function toView(row: Row, otherWorkspaceCount: number, now: Date): WorkspaceKeyView {
  const summary = keySummary(row, now);
  const link = row.workspaces[0];
  const detached = link ? detachment(link) : null;
  const status = detached ? "revoked" : summary.status;
  return {
    ...summary,
    // Admins of this workspace may not learn who revoked the key elsewhere, so the detachment takes its place.
    ...(detached && { status, revoked: detached }),
    // The owner chose it, or it was made from the name of a workspace that may be another one.
    nameInClients: row.user ? null : summary.nameInClients,
    owner: row.user && { id: row.user.id, name: row.user.name, email: row.user.email },
    servers: row.allServers ? null : row.servers.map((one) => one.upstream),
    otherWorkspaceCount,
    isDetached: detached !== null,
    blocks: isUsable(status) ? blocksOf(row) : [],
  };
}

function blocksOf(row: Row): PolicyBlock[] {
  const policy = row.workspaces[0]?.workspace.policy;
  const role = row.user ? row.user.memberships[0]?.role : "service";
  return policy && role ? currentBlocks(policy, role, row) : [];
}
