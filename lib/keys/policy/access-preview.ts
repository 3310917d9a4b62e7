import { type KeyAccess, keyAccessOf } from "#lib/keys/access/authenticate";
import { lookUpSaved } from "#lib/keys/access/key-lookup";
import { lookUpUnsavedKey, type UnsavedKey } from "#lib/keys/access/unsaved-key-lookup";

/** Nobody knows yet from which network a key will be used, so network rules do not apply here. */
const NO_ADDRESS = undefined;

/**
 * Reads what a saved key may do at `now`, for a screen that shows it. Nobody is authenticated by this.
 * @returns null when the key has ended
 */
export async function previewSavedKeyAccess(keyId: string, now: Date): Promise<KeyAccess | null> {
  const row = await lookUpSaved(keyId);
  if (!row || row.ended || (row.expiresAtMs !== null && row.expiresAtMs <= now.getTime())) return null;
  return keyAccessOf(row, NO_ADDRESS);
}

/**
 * Reads what a key could do if it were saved with these settings.
 * @returns null when its owner is disabled
 */
export async function previewUnsavedKeyAccess(key: UnsavedKey): Promise<KeyAccess | null> {
  const row = await lookUpUnsavedKey(key);
  return !row || row.ended ? null : keyAccessOf(row, NO_ADDRESS);
}
