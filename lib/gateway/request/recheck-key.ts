import { authenticate, type KeyAccess } from "#lib/keys/access/authenticate";

/**
 * Reads again what a key may do that was admitted before. This counts towards no limit, because no client asked for it.
 * @returns null when the key is refused now
 * @throws the error of the database when it cannot be reached
 */
export async function recheckKey(token: string | null, address: string, now: Date): Promise<KeyAccess | null> {
  const answer = await authenticate(token, address, now);
  return answer.outcome === "ok" ? answer.access : null;
}
