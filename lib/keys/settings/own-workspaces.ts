import type { Transaction } from "#lib/db/client";
import { AppError } from "#lib/errors";

/** @throws AppError NOT_FOUND when the user is not a member of each of these workspaces */
export async function requireMembership(
  tx: Transaction,
  userId: string,
  workspaceIds: readonly string[],
): Promise<void> {
  const reachable = await tx.workspace.count({
    where: { id: { in: [...workspaceIds] }, memberships: { some: { userId, user: { disabledAt: null } } } },
  });
  if (reachable === workspaceIds.length) return;
  const message = "One of these workspaces does not exist, or you are no longer a member of it.";
  throw new AppError("NOT_FOUND", message, { fields: { workspaceIds: message } });
}
