import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { getWorkspaceKey } from "#lib/keys/lists/workspace-keys";
import type { KeyDetail } from "#lib/keys/view/dto";
import { readServiceKey } from "#lib/keys/view/service-key";
import { ownKeySelect, ownKeyView } from "#lib/keys/view/view";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/**
 * One key: the caller's own in full, in whichever of their workspaces they ask; to admins a key of the workspace itself
 * in full as well, and one of somebody else as far as it concerns them.
 * @param workspace its id or slug
 * @throws AppError NOT_FOUND when the caller is not a member, or the key is not one of these; FORBIDDEN for members who
 * are not admins, whether or not a key has this id
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
