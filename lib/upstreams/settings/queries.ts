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

/** The filters and the page of a list of servers. Without any of them, all servers are listed. */
type UpstreamsWanted = Partial<PageByName> & { status?: UpstreamStatus; environment?: string };

/**
 * Lists the MCP servers of a workspace by name.
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
 * Reads one MCP server with its catalogue.
 * @throws AppError NOT_FOUND when the caller is not a member, or the server is not of this workspace
 */
export async function getUpstream(caller: Caller, workspace: string, upstreamId: string): Promise<UpstreamDetail> {
  const { id: workspaceId, role } = await authorizeWorkspace(caller, workspace, "upstreams:read");
  const row = await db().upstream.findFirst({ where: { id: upstreamId, workspaceId }, select: DETAIL_COLUMNS });
  if (!row) throw notFound("MCP server");
  return upstreamDetail(row, can(role, "upstreams:manage"));
}

/**
 * Checks that each of these servers is in a workspace of the caller.
 * @throws AppError NOT_FOUND when one is not
 */
export async function requireOwnUpstreams(caller: Caller, ids: readonly string[]): Promise<void> {
  const { userId } = caller.principal;
  const where = { id: { in: [...ids] }, workspace: { memberships: { some: { userId } } } };
  if ((await db().upstream.count({ where })) < new Set(ids).size) throw notFound("MCP server");
}

/** Counts the catalogues' entries in the database, so a list of servers does not load whole catalogues. */
async function countOffers(workspaceId: string): Promise<Map<string, Counts>> {
  const rows = await db().$queryRaw<({ id: string } & Counts)[]>(Prisma.sql`
    SELECT u.id,
      json_array_length(c.tools) AS "toolCount",
      json_array_length(c.resources) + json_array_length(c."resourceTemplates") AS "resourceCount",
      json_array_length(c.prompts) AS "promptCount"
    FROM "Catalogue" c JOIN "Upstream" u ON u.id = c."upstreamId"
    WHERE u."workspaceId" = ${workspaceId}`);
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}
