import type { Transaction } from "#lib/db/client";
import { notFound } from "#lib/errors";
import type { ServiceKeyView } from "#lib/keys/view/dto";
import { SERVICE_KEY_COLUMNS, serviceKeyView } from "#lib/keys/view/service-key-view";

/**
 * Reads a service key of a workspace, at `now`. The caller's rights must have been checked before.
 * @throws AppError NOT_FOUND for a key that the workspace does not own
 */
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
