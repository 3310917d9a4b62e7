import { hasProvenIdentity } from "#lib/auth/passwords/proof";
import type { Caller } from "#lib/auth/principal";
import { inTransaction } from "#lib/db/in-transaction";
import { env } from "#lib/env";
import { insertOwnKey } from "#lib/keys/life/insert-own-key";
import { lockOwner } from "#lib/keys/settings/lock-owner";
import { requirePerson } from "#lib/keys/settings/require-person";
import type { CreateKeyInput } from "#lib/keys/settings/schema";
import type { CreatedKey } from "#lib/keys/view/dto";
import { generateToken, hashToken } from "#lib/secrets/token";
import { tokenEnds } from "#lib/secrets/token-mask";

/**
 * Creates a key for the caller. Its answer is the only place where the token ever appears.
 * @throws AppError NOT_FOUND when the caller is not a member of one of the workspaces; INVALID_INPUT when a workspace's
 *   policy would block the key, or for servers outside these workspaces or this environment; CONFLICT when the caller
 *   has `USABLE_KEYS_MAX` usable keys; FORBIDDEN when a key calls; UNAUTHENTICATED when the session has ended meanwhile;
 *   the errors of `hasProvenIdentity` and `requireProof`
 */
export async function createKey(caller: Caller, input: CreateKeyInput): Promise<CreatedKey> {
  requirePerson(caller);
  const token = generateToken(env().KEY_PREFIX);
  const isProven = await hasProvenIdentity(caller, input.password);
  return inTransaction(caller, async (tx) => {
    await lockOwner(tx, caller);
    const credential = { ...tokenEnds(token), tokenHash: hashToken(token) };
    const key = await insertOwnKey(tx, caller, input, { credential, isProven, next: "create the key" });
    return { key, token };
  });
}
