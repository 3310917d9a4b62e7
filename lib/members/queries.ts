import type { Caller } from "#lib/auth/principal";
import { db, Prisma } from "#lib/db/client";
import { COUNTED_MAX, listCount } from "#lib/listing/count";
import { escapeLikePattern } from "#lib/listing/search";
import type { InvitationView, MemberListPage, MemberView } from "#lib/members/dto";
import type { ListMembersInput } from "#lib/members/schema";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/** The most invitations that are listed. They expire after a week, so there are few. */
const INVITATIONS_MAX = 1_000;
const PAGE_SIZE = 50;

/**
 * Reads a page of the members of a workspace, ordered by name.
 * @throws AppError NOT_FOUND
 */
export async function listMembers(
  caller: Caller,
  workspace: string,
  { search, cursor }: ListMembersInput,
): Promise<MemberListPage> {
  const { id } = await authorizeWorkspace(caller, workspace, "members:read");
  // One row more than the page tells whether another page follows.
  const rows = await db().$queryRaw<MemberView[]>(membersQuery(id, search, cursor, PAGE_SIZE + 1));
  const members = rows.slice(0, PAGE_SIZE);
  const hasMore = rows.length > members.length;
  const total = listCount(cursor || hasMore ? await countMembers(id, search) : members.length);
  return { members, total, nextCursor: hasMore ? (members.at(-1)?.userId ?? null) : null };
}

/**
 * @param cursor the user id of the last member of the page before. If this person has left since, the list starts from
 *   the beginning.
 */
function membersQuery(workspaceId: string, search: string, cursor: string | null, take: number): Prisma.Sql {
  return Prisma.sql`
    SELECT person.id AS "userId", person.name, person.email, membership.role, membership."createdAt" AS "joinedAt",
      person."disabledAt" IS NOT NULL AS disabled
    ${matchingMembers(workspaceId, search)}
      AND coalesce((lower(person.name), person.id) > (
        SELECT lower(last.name), last.id FROM "Membership" JOIN "User" last ON last.id = "userId"
        WHERE "workspaceId" = ${workspaceId} AND "userId" = ${cursor}), true)
    ORDER BY lower(person.name), person.id LIMIT ${take}`;
}

async function countMembers(workspaceId: string, search: string): Promise<number> {
  const rows = await db().$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count
      FROM (SELECT ${matchingMembers(workspaceId, search)} LIMIT ${COUNTED_MAX + 1}) AS counted`;
  return rows[0]?.count ?? 0;
}

/** Returns the FROM and WHERE clauses for the members whose name or email contains `search`. */
function matchingMembers(workspaceId: string, search: string): Prisma.Sql {
  const anywhere = `%${escapeLikePattern(search)}%`;
  return Prisma.sql`
    FROM "Membership" membership JOIN "User" person ON person.id = membership."userId"
    WHERE membership."workspaceId" = ${workspaceId}
      AND (person.name ILIKE ${anywhere} OR person.email ILIKE ${anywhere})`;
}

/**
 * Lists the invitations that can still be accepted, the newest first.
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export async function listInvitations(caller: Caller, workspace: string): Promise<InvitationView[]> {
  const { id } = await authorizeWorkspace(caller, workspace, "members:manage");
  const invitations = await db().invitation.findMany({
    where: { workspaceId: id, acceptedAt: null, expiresAt: { gt: caller.now } },
    select: {
      id: true,
      email: true,
      role: true,
      expiresAt: true,
      invitedById: true,
      invitedBy: { select: { name: true } },
    },
    orderBy: { createdAt: "desc" },
    take: INVITATIONS_MAX,
  });
  return invitations.map(({ invitedBy, ...invitation }) => ({ ...invitation, invitedByName: invitedBy?.name ?? null }));
}
