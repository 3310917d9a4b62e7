import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import type { KeyChoices } from "#lib/keys/view/dto";
import { POLICY_COLUMNS } from "#lib/policy/queries";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/** The most servers that the form lists. Further servers cannot be chosen. */
const SERVERS_MAX = 2_000;

/**
 * Reads what admins may choose for a service key: the servers of its workspace, and what the policy demands.
 * @throws AppError NOT_FOUND for a workspace of which the caller is not a member; FORBIDDEN for members who are not
 *   admins
 */
export async function serviceKeyChoices(caller: Caller, workspace: string): Promise<KeyChoices> {
  const view = await authorizeWorkspace(caller, workspace, "service_keys:manage");
  const workspaceId = view.id;
  const [servers, policy] = await Promise.all([
    db().upstream.findMany({
      where: { workspaceId },
      select: { id: true, name: true, environment: true, workspaceId: true, disabledAt: true },
      orderBy: [{ name: "asc" }, { id: "asc" }],
      take: SERVERS_MAX,
    }),
    db().workspacePolicy.findUnique({ where: { workspaceId }, select: POLICY_COLUMNS }),
  ]);
  return {
    workspaces: [view],
    servers: servers.map(({ disabledAt, ...server }) => ({ ...server, isDisabled: disabledAt !== null })),
    demands: policy ? [{ workspace: { id: view.id, name: view.name }, role: "service", policy }] : [],
  };
}
