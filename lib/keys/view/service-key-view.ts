import type { Prisma } from "#lib/db/client";
import { isUsable } from "#lib/keys/access/status";
import { currentBlocks } from "#lib/keys/policy/current-blocks";
import type { KeyWorkspaceView, ServiceKeyView } from "#lib/keys/view/dto";
import { detachment, keySummary, ownKeySelect, relative } from "#lib/keys/view/key-view";

/** Selects what the admins of the workspace see of a service key: the columns of any key, and who made it. */
export const SERVICE_KEY_COLUMNS = {
  // No person owns it, so no membership is looked up.
  ...ownKeySelect(""),
  madeBy: { select: { name: true } },
} as const satisfies Prisma.KeySelect;

type ServiceKeyRow = Prisma.KeyGetPayload<{ select: typeof SERVICE_KEY_COLUMNS }>;

/** Makes the view of a service key for the admins of its workspace, at `now`. */
export function serviceKeyView(row: ServiceKeyRow, now: Date): ServiceKeyView {
  const summary = keySummary(row, now);
  return {
    ...summary,
    workspaces: row.workspaces.map((link) => workspaceView(link, isUsable(summary.status) ? row : null)),
    replaces: relative(row.rotatedFrom),
    replacedBy: relative(row.replacedBy),
    servers: row.allServers ? null : row.servers.map(({ upstream }) => upstream),
    madeByName: row.madeBy?.name ?? null,
  };
}

/** The workspace itself is the owner, so `ownerIsMember` is always true. */
function workspaceView(
  { workspace, ...link }: ServiceKeyRow["workspaces"][number],
  usable: ServiceKeyRow | null,
): KeyWorkspaceView {
  const { id, name, slug, policy } = workspace;
  const blocks = usable && policy ? currentBlocks(policy, "service", usable) : [];
  return { id, name, slug, detached: detachment(link), ownerIsMember: true, blocks };
}
