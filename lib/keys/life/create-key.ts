import { actorOf } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { inTransaction } from "#lib/db/in-transaction";
import { env } from "#lib/env";
import { newId } from "#lib/ids";
import { recordKeyEvent } from "#lib/keys/events/key-events";
import { lockOwner, requireRoom } from "#lib/keys/life/own-key-limit";
import { requireWithinPolicy } from "#lib/keys/policy/within-policy";
import { expiryOf } from "#lib/keys/settings/expiry";
import { requireServersWithin } from "#lib/keys/settings/limited-servers";
import { requireMembership } from "#lib/keys/settings/own-workspaces";
import { requirePerson } from "#lib/keys/settings/person";
import { settingsRecord } from "#lib/keys/settings/record";
import type { CreateKeyInput } from "#lib/keys/settings/schema";
import type { CreatedKey } from "#lib/keys/view/dto";
import { ownKeySelect, ownKeyView } from "#lib/keys/view/view";
import { generateToken, hashToken } from "#lib/secrets/token";
import { tokenEnds } from "#lib/secrets/token-mask";

/**
 * Makes a key for the caller. Its answer is the only place where the token ever appears.
 * @throws AppError NOT_FOUND when the caller is not a member of one of the workspaces; INVALID_INPUT when a
 *   workspace's policy would block it, or for servers that are not of these workspaces or this environment; CONFLICT
 *   when they have `USABLE_KEYS_MAX` usable keys; FORBIDDEN for a key
 */
export async function createKey(caller: Caller, input: CreateKeyInput): Promise<CreatedKey> {
  const userId = requirePerson(caller);
  const token = generateToken(env().KEY_PREFIX);
  const id = newId("key");
  const expiresAt = expiryOf(input, caller.now);
  return inTransaction(caller, async (tx) => {
    await lockOwner(tx, userId);
    await requireRoom(tx, caller);
    await requireMembership(tx, userId, input.workspaceIds);
    await requireWithinPolicy(tx, { ...input, userId, createdAt: caller.now, expiresAt });
    await requireServersWithin(tx, input);
    const row = await tx.key.create({
      data: {
        id,
        userId,
        familyId: id,
        name: input.name,
        tokenHash: hashToken(token),
        ...tokenEnds(token),
        scopes: input.scopes,
        createdAt: caller.now,
        updatedAt: caller.now,
        expiresAt,
        environment: input.environment,
        allServers: input.serverIds === null,
        servers: { create: input.serverIds?.map((upstreamId) => ({ upstreamId })) ?? [] },
        workspaces: { create: input.workspaceIds.map((workspaceId) => ({ workspaceId })) },
      },
      select: ownKeySelect(userId),
    });
    const key = ownKeyView(row, caller.now);
    await recordKeyEvent(tx, actorOf(caller), {
      action: "key.created",
      key,
      workspaceIds: input.workspaceIds,
      inRow: (workspaceId) => ({ after: settingsRecord(key, workspaceId) }),
    });
    return { key, token };
  });
}
