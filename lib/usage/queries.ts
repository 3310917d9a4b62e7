import type { Caller } from "#lib/auth/principal";
import { db, Prisma } from "#lib/db/client";
import type { WorkspaceUsage } from "#lib/usage/dto";
import { GROUP_COLUMNS } from "#lib/usage/group-columns";
import { nameGroups } from "#lib/usage/group-names";
import type { Grouping } from "#lib/usage/groupings";
import { measureLatestCalls, NOT_MEASURED } from "#lib/usage/percentiles";
import { type Span, spanOf } from "#lib/usage/periods";
import type { UsageView } from "#lib/usage/schema";
import { type GroupPosition, sumByGroup, sumByUnit } from "#lib/usage/sums";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/** The number of groups that a screen shows. */
const GROUPS_SHOWN = 20;

/**
 * Reads the calls to the servers of a workspace in a period that ends today (UTC), by day or week and by group. Only
 * admins may read them. Requests that concern no single server, such as lists, belong to no workspace and do not count.
 * @param workspace its id or slug
 * @throws AppError NOT_FOUND for a foreign workspace, FORBIDDEN for members who are not admins
 */
export async function workspaceUsage(caller: Caller, workspace: string, view: UsageView): Promise<WorkspaceUsage> {
  const request = { span: spanOf(view.period, caller.now), by: view.by, after: null, limit: GROUPS_SHOWN };
  return readWorkspaceUsage(caller, workspace, request);
}

/** The usage that a script reads: a span of days, and one page of groups. */
export type UsageRequest = { span: Span; by: Grouping; after: GroupPosition | null; limit: number };

/**
 * Reads the same for any span of days, with the groups in pages.
 * @param workspace its id or slug
 * @throws AppError as `workspaceUsage`
 */
export async function readWorkspaceUsage(
  caller: Caller,
  workspace: string,
  { span, by, after, limit }: UsageRequest,
): Promise<WorkspaceUsage> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "usage:read");
  const columns = GROUP_COLUMNS[by];
  const sums = Prisma.sql`"workspaceId" = ${workspaceId} AND "day" BETWEEN ${span.first}::date AND ${span.last}::date`;
  const calls = Prisma.sql`"workspaceId" = ${workspaceId} AND "at" >= ${span.first}`;
  const [{ units, total }, { top, rest }, measured] = await Promise.all([
    sumByUnit(sums, span),
    sumByGroup(sums, columns, limit, after),
    measureLatestCalls(calls, columns),
  ]);
  const names = await nameGroups(
    workspaceId,
    by,
    top.map(({ id }) => id),
  );
  const groups = top.map((group, index) => ({
    ...group,
    name: null,
    detail: null,
    hasPage: false,
    ...names[index],
    ...(measured.groups.get(group.id) ?? NOT_MEASURED),
  }));
  return {
    isUnused: total.calls === 0 && !(await hasCalls(workspaceId)),
    unit: span.unit,
    units,
    total: { ...total, ...measured.total },
    groups: { top: groups, rest },
  };
}

async function hasCalls(workspaceId: string): Promise<boolean> {
  return (await db().usageDay.findFirst({ where: { workspaceId }, select: { day: true } })) !== null;
}
