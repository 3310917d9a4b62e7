import type { Transaction } from "#lib/db/client";
import { AppError, notFound } from "#lib/errors";
import type { ServiceKeyView } from "#lib/keys/dto";
import { usableAt } from "#lib/keys/filters";
import { SERVICE_KEYS_MAX } from "#lib/keys/limits";
import { SERVICE_KEY_COLUMNS, serviceKeyView } from "#lib/keys/service-key-view";

/** Two service keys made at once count each other only when they come one after the other. */
export async function lockServiceKeysOf(tx: Transaction, workspaceId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM "Workspace" WHERE id = ${workspaceId} FOR NO KEY UPDATE`;
}

/** @throws AppError CONFLICT when the workspace has `SERVICE_KEYS_MAX` usable service keys */
export async function requireServiceRoom(tx: Transaction, serviceWorkspaceId: string, now: Date): Promise<void> {
  const usable = await tx.key.count({ where: { ...usableAt(now), serviceWorkspaceId } });
  if (usable < SERVICE_KEYS_MAX) return;
  throw new AppError(
    "CONFLICT",
    `This workspace has ${usable} usable service keys, and ${SERVICE_KEYS_MAX} is the most it can have. Revoke one that is no longer needed first.`,
  );
}

/** Whoever changes the key at the same time comes after. */
export async function lockServiceKey(tx: Transaction, workspaceId: string, keyId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM "Key" WHERE id = ${keyId} AND "serviceWorkspaceId" = ${workspaceId} FOR UPDATE`;
}

/** @throws AppError NOT_FOUND for a key that the workspace does not own */
export async function readServiceKey(
  tx: Transaction,
  serviceWorkspaceId: string,
  id: string,
  now: Date,
): Promise<ServiceKeyView> {
  const row = await tx.key.findFirst({ where: { id, serviceWorkspaceId }, select: SERVICE_KEY_COLUMNS });
  if (!row) throw notFound("key");
  return serviceKeyView(row, now);
}
