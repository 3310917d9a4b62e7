import type { Transaction } from "#lib/db/client";

/** Locks a service key, so that another change that starts at the same time waits. */
export async function lockServiceKey(tx: Transaction, workspaceId: string, keyId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM "Key" WHERE id = ${keyId} AND "serviceWorkspaceId" = ${workspaceId} FOR UPDATE`;
}
