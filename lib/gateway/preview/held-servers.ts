import { db } from "#lib/db/client";
import { notFound } from "#lib/errors";
import type { HeldServer, KeyLimits } from "#lib/gateway/preview/unseen";

/**
 * The servers of the workspaces that a key was made for and that its owner may see, sorted by name. Disabled servers
 * and servers of detached workspaces are included.
 * @param workspaceId limits the result to one workspace; null for all
 */
export async function heldServers(keyId: string, workspaceId: string | null): Promise<HeldServer[]> {
  const { userId } = await db().key.findUniqueOrThrow({ where: { id: keyId }, select: { userId: true } });
  const rows = await db().upstream.findMany({
    where: {
      ...(workspaceId !== null && { workspaceId }),
      workspace: { keys: { some: { keyId } }, ...(userId !== null && { memberships: { some: { userId } } }) },
    },
    select: {
      id: true,
      revision: true,
      name: true,
      environment: true,
      disabledAt: true,
      workspace: { select: { id: true, name: true, keys: { where: { keyId }, select: { detachedAt: true } } } },
    },
    orderBy: [{ workspace: { name: "asc" } }, { name: "asc" }, { id: "asc" }],
  });
  return rows.map(({ disabledAt, workspace: { keys, ...workspace }, ...server }) => ({
    ...server,
    workspace,
    isDisabled: disabledAt !== null,
    isDetached: keys.some(({ detachedAt }) => detachedAt !== null),
  }));
}

/** The environment and the servers that a key is limited to. */
export async function limitsOf(keyId: string): Promise<KeyLimits> {
  const key = await db().key.findUnique({
    where: { id: keyId },
    select: { environment: true, allServers: true, servers: { select: { upstreamId: true } } },
  });
  if (!key) throw notFound("key");
  const { environment, allServers, servers } = key;
  return { environment, serverIds: allServers ? null : new Set(servers.map((server) => server.upstreamId)) };
}
