import type { Transaction } from "#lib/db/client";

/** Whoever changes the key at the same time comes after. */
export async function lockServiceKey(tx: Transaction, workspaceId: string, keyId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM "Key" WHERE id = ${keyId} AND "serviceWorkspaceId" = ${workspaceId} FOR UPDATE`;
}
