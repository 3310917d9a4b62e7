import { db, type Prisma, type Transaction } from "#lib/db/client";
import { isClientId, type KnownClient } from "#lib/oauth/clients/client";
import { readRegisteredId } from "#lib/oauth/clients/registered-id";

const CLIENT_COLUMNS = {
  id: true,
  clientId: true,
  source: true,
  name: true,
  clientUri: true,
  redirectUris: true,
  secretHash: true,
  documentAt: true,
  blockedAt: true,
} as const satisfies Prisma.OAuthClientSelect;

/** What holds for a client that nobody has connected yet. */
export const UNSTORED = { rowId: null, secretHash: null, documentAt: null, isBlocked: false } as const;

/**
 * Finds the client with this `client_id`: one that somebody has connected, one that an admin entered, or one that
 * registered itself.
 * @returns null for an id that nobody was given
 */
export async function findClient(clientId: string, transaction: Transaction = db()): Promise<KnownClient | null> {
  if (!isClientId(clientId)) return null;
  const row = await transaction.oAuthClient.findUnique({ where: { clientId }, select: CLIENT_COLUMNS });
  if (row) {
    const { id: rowId, blockedAt, ...description } = row;
    return { ...description, rowId, isBlocked: blockedAt !== null };
  }
  const registered = readRegisteredId(clientId);
  return registered && { ...registered, ...UNSTORED, clientId, source: "dynamic" };
}
