import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { getWorkspaceKey } from "#lib/keys/lists/workspace-keys";
import type { KeyDetail } from "#lib/keys/view/dto";
import { ownKeySelect, ownKeyView } from "#lib/keys/view/key-view";
import { readServiceKey } from "#lib/keys/view/read-service-key";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/**
 * Reads one key. The caller sees their own key in full, in each of their workspaces. Admins see a service key of the
 * workspace in full, and a key of somebody else as far as it concerns the workspace.
 * @param workspace its id or slug
 * @throws AppError NOT_FOUND when the caller is not a member of the workspace, or when the key does not belong to the
 *   caller and does not reach the workspace; FORBIDDEN for members who are not admins, whether or not such a key exists
 */
export async function getKey(caller: Caller, workspace: string, keyId: string): Promise<KeyDetail> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "keys:create");
  const { userId } = caller.principal;
  const own = await db().key.findFirst({ where: { id: keyId, userId }, select: ownKeySelect(userId) });
  if (own) return { seenBy: "owner", key: ownKeyView(own, caller.now) };
  const key = await getWorkspaceKey(caller, workspaceId, keyId);
  if (key.owner) return { seenBy: "admin", key };
  return { seenBy: "service_admin", key: await readServiceKey(db(), workspaceId, keyId, caller.now) };
}
