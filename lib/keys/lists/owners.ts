import type { Caller } from "#lib/auth/principal";
import { db, type Prisma } from "#lib/db/client";
import type { KeyOwner } from "#lib/keys/view/dto";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/** The most names that the menu offers. The keys of others are found by a search for their name or email address. */
const OFFERED_MAX = 200;

const OWNER = { id: true, name: true, email: true } as const satisfies Prisma.UserSelect;

/**
 * Lists the owners by whom a workspace's keys can be filtered, by name.
 * @param chosenId the owner who is chosen now; a member is always in the list
 * @throws AppError NOT_FOUND for a workspace of which the caller is not a member; FORBIDDEN for members who are not
 *   admins
 */
export async function listKeyOwners(caller: Caller, workspace: string, chosenId: string | null): Promise<KeyOwner[]> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "access:manage");
  const isMember = { disabledAt: null, memberships: { some: { workspaceId } } };
  const [offered, chosen] = await Promise.all([
    db().user.findMany({
      where: isMember,
      select: OWNER,
      orderBy: [{ name: "asc" }, { id: "asc" }],
      take: OFFERED_MAX,
    }),
    chosenId ? db().user.findFirst({ where: { ...isMember, id: chosenId }, select: OWNER }) : null,
  ]);
  return chosen && !offered.some(({ id }) => id === chosen.id) ? [chosen, ...offered] : offered;
}
