import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import type { KeyChoices } from "#lib/keys/view/dto";
import { policiesFor } from "#lib/policy/queries";
import { listWorkspaces } from "#lib/workspaces/queries";

/** The most servers that the form of a key lists. Further servers cannot be chosen. */
const SERVERS_MAX = 2_000;

/** Reads what the caller may choose for a key: their workspaces, the servers of these, and what the policies demand. */
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
