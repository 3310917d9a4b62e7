import { db } from "#lib/db/client";
import { accessOf, type KeyAccess } from "#lib/keys/access/authenticate";
import { type KeyDraft, lookUpDraft } from "#lib/keys/access/draft-lookup";
import { lookUpKey } from "#lib/keys/access/key-lookup";

/** From where a key will be used nobody knows, so that networks keep it out of nothing. */
const NOWHERE = undefined;

/** What the bearer of a saved key may do at `now`; null when it has ended. Nobody is authenticated by this. */
export async function accessOfKey(keyId: string, now: Date): Promise<KeyAccess | null> {
  const saved = await db().key.findUnique({ where: { id: keyId }, select: { tokenHash: true } });
  const row = saved && (await lookUpKey(saved.tokenHash));
  if (!row || row.ended || (row.expiresAtMs !== null && row.expiresAtMs <= now.getTime())) return null;
  return accessOf(row, NOWHERE);
}

/** What the bearer of a key could do if it were saved like this; null for an owner who may do nothing. */
export async function accessOfDraft(draft: KeyDraft): Promise<KeyAccess | null> {
  const row = await lookUpDraft(draft);
  return !row || row.ended ? null : accessOf(row, NOWHERE);
}
