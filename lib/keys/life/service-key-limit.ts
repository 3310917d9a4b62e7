import type { Transaction } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { usableAt } from "#lib/keys/lists/filters";
import { SERVICE_KEYS_MAX } from "#lib/keys/settings/limits";

/**
 * Checks that a workspace may have one more usable service key.
 * @throws AppError CONFLICT when the workspace has `SERVICE_KEYS_MAX` usable service keys
 */
export async function requireServiceKeyLimit(tx: Transaction, serviceWorkspaceId: string, now: Date): Promise<void> {
  const usable = await tx.key.count({ where: { ...usableAt(now), serviceWorkspaceId } });
  if (usable < SERVICE_KEYS_MAX) return;
  throw new AppError(
    "CONFLICT",
    `This workspace has ${usable} usable service keys, and ${SERVICE_KEYS_MAX} is the most it can have. Revoke one that is no longer needed first.`,
  );
}
