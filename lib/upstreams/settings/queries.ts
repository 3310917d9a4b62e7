import { can } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { db, Prisma } from "#lib/db/client";
import { notFound } from "#lib/errors";
import type { UpstreamDetail, UpstreamStatus, UpstreamView } from "#lib/upstreams/dto";
import {
  type Counts,
  DETAIL_COLUMNS,
  UPSTREAM_COLUMNS,
  upstreamDetail,
  upstreamView,
  withStatus,
} from "#lib/upstreams/settings/view";
import { authorizeWorkspace } from "#lib/workspaces/authorize";
import { afterName, type PageByName } from "#lib/workspaces/queries";

const NO_COUNTS: Counts = { toolCount: 0, resourceCount: 0, promptCount: 0 };

/** Which servers of a workspace are listed; what is left out, as for a screen, leaves none out. */
type UpstreamsWanted = Partial<PageByName> & { status?: UpstreamStatus; environment?: string };

/**
 * The MCP servers of a workspace, by name.
 * @param workspace its id or slug
 * @throws AppError NOT_FOUND when the caller is not a member
 */
export async function listUpstreams(
  caller: Caller,
  workspace: string,
  { status, environment, after, limit }: UpstreamsWanted = {},
): Promise<UpstreamView[]> {
  const { id: workspaceId, role } = await authorizeWorkspace(caller, workspace, "upstreams:read");
  const [rows, counts] = await Promise.all([
    db().upstream.findMany({
      where: { AND: [{ workspaceId, environment }, status ? withStatus(status) : {}, after ? afterName(after) : {}] },
      select: UPSTREAM_COLUMNS,
      orderBy: [{ name: "asc" }, { id: "asc" }],
      take: limit,
    }),
    countOffers(workspaceId),
  ]);
  return rows.map((row) => upstreamView(row, counts.get(row.id) ?? NO_COUNTS, can(role, "upstreams:manage")));
}

/**
 * One MCP server with everything it offers.
 * @throws AppError NOT_FOUND when the caller is not a member, or it is not of this workspace
 */
export async function getUpstream(caller: Caller, workspace: string, upstreamId: string): Promise<UpstreamDetail> {
  const { id: workspaceId, role } = await authorizeWorkspace(caller, workspace, "upstreams:read");
  const row = await db().upstream.findFirst({ where: { id: upstreamId, workspaceId }, select: DETAIL_COLUMNS });
  if (!row) throw notFound("MCP server");
  return upstreamDetail(row, can(role, "upstreams:manage"));
}

/**
 * Checks that each of these servers is of some workspace of the caller.
 * @throws AppError NOT_FOUND
 */
export async function requireOwnUpstreams(caller: Caller, ids: readonly string[]): Promise<void> {
  const { userId } = caller.principal;
  const where = { id: { in: [...ids] }, workspace: { memberships: { some: { userId } } } };
  if ((await db().upstream.count({ where })) < new Set(ids).size) throw notFound("MCP server");
}

/** Counted by the database: a list of servers need not carry their whole catalogues here. */
async function countOffers(workspaceId: string): Promise<Map<string, Counts>> {
  const rows = await db().$queryRaw<({ id: string } & Counts)[]>(Prisma.sql`
    SELECT u.id,
      jsonb_array_length(c.tools) AS "toolCount",
      jsonb_array_length(c.resources) + jsonb_array_length(c."resourceTemplates") AS "resourceCount",
      jsonb_array_length(c.prompts) AS "promptCount"
    FROM "Catalogue" c JOIN "Upstream" u ON u.id = c."upstreamId"
    WHERE u."workspaceId" = ${workspaceId}`);
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}
