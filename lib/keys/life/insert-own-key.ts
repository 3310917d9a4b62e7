import { actorOf } from "#lib/audit/record";
import { requireProof } from "#lib/auth/passwords/proof";
import type { Caller } from "#lib/auth/principal";
import type { Transaction } from "#lib/db/client";
import { newId } from "#lib/ids";
import { recordKeyEvent } from "#lib/keys/events/key-events";
import { requireKeyLimit } from "#lib/keys/life/own-key-limit";
import { newKeyColumns } from "#lib/keys/model/key-settings";
import { requireWithinPolicy } from "#lib/keys/policy/within-policy";
import { settingsRecord } from "#lib/keys/settings/audit-record";
import { expiryOf } from "#lib/keys/settings/expiry";
import { keyGrantOf } from "#lib/keys/settings/key-grant";
import { nameForNewKey } from "#lib/keys/settings/name-in-clients";
import { requireMembership } from "#lib/keys/settings/require-membership";
import { requireServersWithin } from "#lib/keys/settings/require-servers";
import type { CreateKeyInput } from "#lib/keys/settings/schema";
import type { KeyView } from "#lib/keys/view/dto";
import { ownKeySelect, ownKeyView } from "#lib/keys/view/key-view";
import type { PolicyClient } from "#lib/policy/dto";
import type { TokenEnds } from "#lib/secrets/token-mask";

/** What clients present for the key: its own token, or the short-lived tokens of an OAuth client. */
type NewCredential = TokenEnds & ({ tokenHash: string } | { oauthClientId: string });

type Wanted = Omit<CreateKeyInput, "password">;

type Making = {
  credential: NewCredential;
  /** The id of the caller's key whose place the new one takes, in the same family. */
  replaces?: string | null;
  isProven: boolean;
  /** What the caller does after they signed in again, such as "create the key". */
  next: string;
};

/**
 * Creates a key or a connected app of the caller, whom `lockOwner` has locked: every rule for what somebody may make for
 * themselves stands here once. It writes the audit event too.
 * @throws AppError NOT_FOUND for a workspace of which the caller is no member; INVALID_INPUT when a policy would block the
 *   key, or for servers outside its workspaces or its environment; CONFLICT for a key too many; the errors of
 *   `requireProof`
 */
export async function insertOwnKey(
  tx: Transaction,
  caller: Caller,
  wanted: Wanted,
  { credential, replaces = null, isProven, next }: Making,
): Promise<KeyView> {
  const { now, principal } = caller;
  const { userId } = principal;
  const id = newId("key");
  const client = "oauthClientId" in credential ? await readClient(tx, credential.oauthClientId) : null;
  await requireKeyLimit(tx, caller);
  await requireMembership(tx, userId, wanted.workspaceIds);
  // An app is set up in its client before anybody signs in from it.
  const nameInClients = "tokenHash" in credential ? await nameForNewKey(tx, { userId }, { ...wanted, now }) : null;
  const settings = { ...wanted, nameInClients, expiresAt: expiryOf(wanted, now) };
  await requireWithinPolicy(tx, { ...settings, userId, createdAt: now, client });
  await requireServersWithin(tx, settings);
  const grant = { kind: "new_key", key: keyGrantOf(settings, now) } as const;
  await requireProof(tx, caller, { isProven, grant, next });
  const family = replaces === null ? { familyId: id } : await familyOf(tx, replaces);
  const row = await tx.key.create({
    data: { ...newKeyColumns(settings), ...credential, ...family, id, userId, createdAt: now, updatedAt: now },
    select: ownKeySelect(userId),
  });
  const key = ownKeyView(row, now);
  await recordKeyEvent(tx, actorOf(caller), {
    action: "key.created",
    key: { ...key, userId },
    workspaceIds: settings.workspaceIds,
    details: replaces === null ? {} : { rotatedFromId: replaces },
    inRow: (workspaceId) => ({ after: settingsRecord(key, workspaceId) }),
  });
  return key;
}

/** A key has one successor at most. The place of an older one is taken by joining its family alone. */
async function familyOf(tx: Transaction, id: string) {
  const { familyId, replacedBy } = await tx.key.findUniqueOrThrow({
    where: { id },
    select: { familyId: true, replacedBy: { select: { id: true } } },
  });
  return { familyId, rotatedFromId: replacedBy ? null : id };
}

function readClient(tx: Transaction, id: string): Promise<PolicyClient> {
  return tx.oAuthClient.findUniqueOrThrow({ where: { id }, select: { source: true, clientId: true } });
}
