import type { Transaction } from "#lib/db/client";

/** Locks a workspace, so that two service keys that are made or named at the same time are counted and compared one after the other. */
export async function lockServiceKeysOf(tx: Transaction, workspaceId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM "Workspace" WHERE id = ${workspaceId} FOR NO KEY UPDATE`;
}

/** Locks a service key, so that another change that starts at the same time waits. */
export async function lockServiceKey(tx: Transaction, workspaceId: string, keyId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM "Key" WHERE id = ${keyId} AND "serviceWorkspaceId" = ${workspaceId} FOR UPDATE`;
}
