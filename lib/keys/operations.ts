import { actorOf } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { addDays } from "#lib/clock";
import { db, type Transaction } from "#lib/db/client";
import { env } from "#lib/env";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { recordKeyEvent } from "#lib/keys/audit";
import type { CreatedKey } from "#lib/keys/dto";
import { tokenEnds } from "#lib/keys/mask";
import { lockOwner, requireRoom } from "#lib/keys/own-keys-limit";
import { requirePerson } from "#lib/keys/person";
import type { CreateKeyInput } from "#lib/keys/schema";
import { generateToken, hashToken } from "#lib/keys/token";
import { ownKeySelect, ownKeyView } from "#lib/keys/view";
import { requireWithinPolicy } from "#lib/keys/within-policy";

/**
 * Makes a key for the caller. Its answer is the only place where the token ever appears.
 * @throws AppError NOT_FOUND when the caller is not a member of one of the workspaces; CONFLICT when they have
 *   `USABLE_KEYS_MAX` usable keys; INVALID_INPUT when a workspace's policy would block it; FORBIDDEN for a key
 */
export async function createKey(caller: Caller, input: CreateKeyInput): Promise<CreatedKey> {
  const userId = requirePerson(caller);
  const token = generateToken(env().KEY_PREFIX);
  const id = newId("key");
  const expiresAt = input.expiresInDays === null ? null : addDays(caller.now, input.expiresInDays);
  return db().$transaction(async (tx) => {
    await lockOwner(tx, userId);
    await requireRoom(tx, caller);
    await requireMembership(tx, userId, input.workspaceIds);
    await requireWithinPolicy(tx, { ...input, userId, createdAt: caller.now, expiresAt });
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
        workspaces: { create: input.workspaceIds.map((workspaceId) => ({ workspaceId })) },
      },
      select: ownKeySelect(userId),
    });
    const { workspaceIds, ...settings } = input;
    const event = { action: "key.created", key: { id, name: input.name }, workspaceIds, after: settings } as const;
    await recordKeyEvent(tx, actorOf(caller), event, { workspaceIds });
    return { key: ownKeyView(row, caller.now), token };
  });
}

async function requireMembership(tx: Transaction, userId: string, workspaceIds: string[]): Promise<void> {
  const reachable = await tx.workspace.count({
    where: { id: { in: workspaceIds }, memberships: { some: { userId, user: { disabledAt: null } } } },
  });
  if (reachable === workspaceIds.length) return;
  const message = "One of these workspaces does not exist, or you are no longer a member of it.";
  throw new AppError("NOT_FOUND", message, { fields: { workspaceIds: message } });
}
