import { actorOf } from "#lib/audit/record";
import { hasProvenIdentity, requireProof } from "#lib/auth/passwords/proof";
import type { Caller } from "#lib/auth/principal";
import { inTransaction } from "#lib/db/in-transaction";
import { env } from "#lib/env";
import { newId } from "#lib/ids";
import { recordKeyEvent } from "#lib/keys/events/key-events";
import { requireKeyLimit } from "#lib/keys/life/own-key-limit";
import { newKeyColumns } from "#lib/keys/model/key-settings";
import { requireWithinPolicy } from "#lib/keys/policy/within-policy";
import { settingsRecord } from "#lib/keys/settings/audit-record";
import { expiryOf } from "#lib/keys/settings/expiry";
import { keyGrantOf } from "#lib/keys/settings/key-grant";
import { lockOwner } from "#lib/keys/settings/lock-owner";
import { nameForNewKey } from "#lib/keys/settings/name-in-clients";
import { requireMembership } from "#lib/keys/settings/require-membership";
import { requirePerson } from "#lib/keys/settings/require-person";
import { requireServersWithin } from "#lib/keys/settings/require-servers";
import type { CreateKeyInput } from "#lib/keys/settings/schema";
import type { CreatedKey } from "#lib/keys/view/dto";
import { ownKeySelect, ownKeyView } from "#lib/keys/view/key-view";
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
  const userId = requirePerson(caller);
  const { now } = caller;
  const token = generateToken(env().KEY_PREFIX);
  const id = newId("key");
  const isProven = await hasProvenIdentity(caller, input.password);
  return inTransaction(caller, async (tx) => {
    await lockOwner(tx, caller);
    await requireKeyLimit(tx, caller);
    await requireMembership(tx, userId, input.workspaceIds);
    const nameInClients = await nameForNewKey(tx, { userId }, { ...input, now });
    const settings = { ...input, nameInClients, expiresAt: expiryOf(input, now) };
    await requireWithinPolicy(tx, { ...settings, userId, createdAt: now });
    await requireServersWithin(tx, settings);
    const grant = { kind: "new_key", key: keyGrantOf(settings, now) } as const;
    await requireProof(tx, caller, { isProven, grant, next: "create the key" });
    const row = await tx.key.create({
      data: {
        ...newKeyColumns(settings),
        ...tokenEnds(token),
        id,
        familyId: id,
        userId,
        tokenHash: hashToken(token),
        createdAt: now,
        updatedAt: now,
      },
      select: ownKeySelect(userId),
    });
    const key = ownKeyView(row, now);
    await recordKeyEvent(tx, actorOf(caller), {
      action: "key.created",
      key,
      workspaceIds: settings.workspaceIds,
      inRow: (workspaceId) => ({ after: settingsRecord(key, workspaceId) }),
    });
    return { key, token };
  });
}
