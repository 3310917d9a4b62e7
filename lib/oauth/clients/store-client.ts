import type { Transaction } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import type { KnownClient } from "#lib/oauth/clients/client";

/**
 * Makes the row of a client with the first consent to it, and keeps the client from being blocked until the transaction
 * ends. Two consents at the same time get the same row.
 * @returns the id of the row
 * @throws AppError FORBIDDEN for a client that was blocked meanwhile
 */
export async function storeClient(tx: Transaction, client: KnownClient, now: Date): Promise<string> {
  const { clientId, source, name, clientUri, redirectUris, secretHash } = client;
  const documentAt = source === "document" ? now : null;
  await tx.oAuthClient.createMany({
    data: {
      id: newId("cli"),
      clientId,
      source,
      name,
      clientUri,
      redirectUris: [...redirectUris],
      secretHash,
      documentAt,
      createdAt: now,
      updatedAt: now,
    },
    skipDuplicates: true,
  });
  const [row] = await tx.$queryRaw<{ id: string; blockedAt: Date | null }[]>`
    SELECT id, "blockedAt" FROM "OAuthClient" WHERE "clientId" = ${clientId} FOR SHARE`;
  if (row && !row.blockedAt) return row.id;
  throw new AppError("FORBIDDEN", "An admin of this installation has blocked this client.");
}
