import type { Caller } from "#lib/auth/principal";
import { db, type Prisma } from "#lib/db/client";
import type { KeyOwner } from "#lib/keys/view/dto";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/** So many names a menu may hold; anybody else's keys are found by searching for their name or email. */
const OFFERED_MAX = 200;

const OWNER = { id: true, name: true, email: true } as const satisfies Prisma.UserSelect;

/**
 * Whose keys a list of the workspace's keys can be narrowed down to, by name.
 * @param chosenId is among them in any case, if it is a member's
 * @throws AppError NOT_FOUND for a foreign workspace, FORBIDDEN for members who are not admins
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
