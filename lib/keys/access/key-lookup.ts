import { pool } from "#lib/db/pool";
import { lookUpInBatch } from "#lib/keys/access/batched-lookup";
import { APP_LOOKUP_TEXT, KEY_LOOKUP_TEXT, type KeyRow, SAVED_LOOKUP_TEXT } from "#lib/keys/access/rights-query";
import type { PolicyClient } from "#lib/policy/dto";

const KEYS = { name: "look-up-keys", text: KEY_LOOKUP_TEXT };
const APPS = { name: "look-up-apps", text: APP_LOOKUP_TEXT };

/**
 * Reads the key with this hash from the database, as it is when the call is made or later.
 * @throws the error of the database when it cannot be reached
 */
export function lookUpKey(tokenHash: string): Promise<KeyRow | undefined> {
  return lookUpInBatch(KEYS, tokenHash);
}

/**
 * Reads the connected app that an access token with this hash points at. Keys pay nothing for it: it is a statement of
 * its own, and the form of what a client presents decides which of the two runs.
 * @throws the error of the database when it cannot be reached
 */
export function lookUpApp(accessTokenHash: string): Promise<KeyRow | undefined> {
  return lookUpInBatch(APPS, accessTokenHash);
}

type SavedRow = Omit<KeyRow, "accessToken" | "client"> & {
  source: PolicyClient["source"] | null;
  clientId: string | null;
};

/** Reads a key or a connected app by its id, for a screen that shows what it may do. Nobody is authenticated by this. */
export async function lookUpSaved(keyId: string): Promise<KeyRow | undefined> {
  const { rows } = await pool().query<SavedRow>(SAVED_LOOKUP_TEXT, [keyId]);
  const [row] = rows;
  if (!row) return undefined;
  const { source, clientId, ...key } = row;
  return { ...key, client: source === null || clientId === null ? null : { source, clientId }, accessToken: null };
}
