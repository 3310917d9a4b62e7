import type { Transaction } from "#lib/db/client";
import { AppError } from "#lib/errors";

/**
 * Checks that a user is a member of each of these workspaces.
 * @throws AppError NOT_FOUND
 */
export async function requireMembership(
  tx: Transaction,
  userId: string,
  workspaceIds: readonly string[],
): Promise<void> {
  const joined = await tx.workspace.count({
    where: { id: { in: [...workspaceIds] }, memberships: { some: { userId, user: { disabledAt: null } } } },
  });
  if (joined === workspaceIds.length) return;
  const message = "One of these workspaces does not exist, or you are no longer a member of it.";
  throw new AppError("NOT_FOUND", message, { fields: { workspaceIds: message } });
}
