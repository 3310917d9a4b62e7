import type { Caller } from "#lib/auth/principal";
import { db, Prisma } from "#lib/db/client";
import type { WorkspaceUsage } from "#lib/usage/dto";
import { GROUP_COLUMNS } from "#lib/usage/group-columns";
import { nameGroups } from "#lib/usage/group-names";
import { measureLatest, NOT_MEASURED } from "#lib/usage/percentiles";
import { spanOf } from "#lib/usage/periods";
import type { UsageView } from "#lib/usage/schema";
import { sumByGroup, sumByUnit } from "#lib/usage/sums";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/** Groups that are shown one by one. */
const GROUPS_SHOWN = 20;

/**
 * The calls to the servers of a workspace in a period that ends today (UTC), by day or week and by group, for its admins.
 * Requests that concern no single server, such as lists, belong to no workspace and do not count here.
 * @param workspace its id or slug
 * @throws AppError NOT_FOUND for a foreign workspace, FORBIDDEN for members who are not admins
 */
export async function workspaceUsage(caller: Caller, workspace: string, view: UsageView): Promise<WorkspaceUsage> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "usage:read");
  const span = spanOf(view.period, caller.now);
  const columns = GROUP_COLUMNS[view.by];
  const sums = Prisma.sql`"workspaceId" = ${workspaceId} AND "day" BETWEEN ${span.first}::date AND ${span.last}::date`;
  const calls = Prisma.sql`"workspaceId" = ${workspaceId} AND "at" >= ${span.first}`;
  const [{ units, total }, { top, rest }, measured] = await Promise.all([
    sumByUnit(sums, span),
    sumByGroup(sums, columns, GROUPS_SHOWN),
    measureLatest(calls, columns),
  ]);
  const names = await nameGroups(
    workspaceId,
    view.by,
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
