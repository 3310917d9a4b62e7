import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { catalogueBudgetBytes } from "#lib/upstreams/catalogue/catalogue-size";
import type { CatalogueRoom } from "#lib/upstreams/dto";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/**
 * Says how much room the catalogues of a workspace take.
 * @param workspace its id or slug
 * @throws AppError NOT_FOUND when the caller is not a member
 */
export async function catalogueRoom(caller: Caller, workspace: string): Promise<CatalogueRoom> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "upstreams:read");
  const { _sum } = await db().catalogue.aggregate({ where: { upstream: { workspaceId } }, _sum: { bytes: true } });
  return { usedBytes: _sum.bytes ?? 0, budgetBytes: catalogueBudgetBytes() };
}
