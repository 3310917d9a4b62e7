import type { Caller } from "#lib/auth/principal";
import type { Transaction } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { usableAt } from "#lib/keys/lists/filters";
import { USABLE_KEYS_MAX } from "#lib/keys/settings/limits";

/**
 * Checks that the caller may have one more usable key.
 * @throws AppError CONFLICT when the caller has `USABLE_KEYS_MAX` usable keys
 */
export async function requireKeyLimit(tx: Transaction, caller: Caller): Promise<void> {
  const usable = await tx.key.count({ where: { ...usableAt(caller.now), userId: caller.principal.userId } });
  if (usable < USABLE_KEYS_MAX) return;
  throw new AppError(
    "CONFLICT",
    `You have ${usable} usable keys, and ${USABLE_KEYS_MAX} is the most one person can have. Revoke one you no longer need first.`,
  );
}
