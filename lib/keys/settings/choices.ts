import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import type { KeyChoices } from "#lib/keys/view/dto";
import { policiesFor } from "#lib/policy/queries";
import { listWorkspaces } from "#lib/workspaces/queries";

/** Servers that the form of a key lists; whoever has more chooses among the first. */
const SERVERS_MAX = 2_000;

/** What the caller may choose from for a key: their workspaces, the servers of these, and what the policies ask. */
export async function keyChoices(caller: Caller): Promise<KeyChoices> {
  const { userId } = caller.principal;
  const [workspaces, servers, demands] = await Promise.all([
    listWorkspaces(caller),
    db().upstream.findMany({
      where: { workspace: { memberships: { some: { userId, user: { disabledAt: null } } } } },
      select: { id: true, name: true, environment: true, workspaceId: true, disabledAt: true },
      orderBy: [{ name: "asc" }, { id: "asc" }],
      take: SERVERS_MAX,
    }),
    policiesFor(caller),
  ]);
  return {
    workspaces,
    servers: servers.map(({ disabledAt, ...server }) => ({ ...server, isDisabled: disabledAt !== null })),
    demands,
  };
}
