import { actorOf } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { addDays } from "#lib/clock";
import { db, type Transaction } from "#lib/db/client";
import { env } from "#lib/env";
import { AppError, notFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { recordKeyEvent } from "#lib/keys/audit";
import type { CreatedKey, KeyView } from "#lib/keys/dto";
import { usableAt } from "#lib/keys/filters";
import { USABLE_KEYS_MAX } from "#lib/keys/limits";
import { tokenEnds } from "#lib/keys/mask";
import { requirePerson } from "#lib/keys/person";
import type { CreateKeyInput, RevokeKeyInput } from "#lib/keys/schema";
import { generateToken, hashToken } from "#lib/keys/token";
import { ownKeySelect, ownKeyView } from "#lib/keys/view";

/**
 * Makes a key for the caller. Its answer is the only place where the token ever appears.
 * @throws AppError NOT_FOUND when the caller is not a member of one of the workspaces; CONFLICT when they have
 *   `USABLE_KEYS_MAX` usable keys; FORBIDDEN for a key
 */
export async function createKey(caller: Caller, input: CreateKeyInput): Promise<CreatedKey> {
  const userId = requirePerson(caller);
  const token = generateToken(env().KEY_PREFIX);
  const id = newId("key");
  return db().$transaction(async (tx) => {
    await lockUser(tx, userId);
    await requireRoom(tx, caller);
    await requireMembership(tx, userId, input.workspaceIds);
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
        expiresAt: input.expiresInDays === null ? null : addDays(caller.now, input.expiresInDays),
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

/**
 * Ends a key of the caller for good. A second time changes nothing and answers the same.
 * @throws AppError NOT_FOUND for a key of somebody else; FORBIDDEN for a key
 */
export async function revokeKey(caller: Caller, { keyId }: RevokeKeyInput): Promise<KeyView> {
  const userId = requirePerson(caller);
  return db().$transaction(async (tx) => {
    const { count } = await tx.key.updateMany({
      where: { id: keyId, userId, revokedAt: null },
      data: { revokedAt: caller.now, revokedById: userId, updatedAt: caller.now },
    });
    const row = await tx.key.findFirst({ where: { id: keyId, userId }, select: ownKeySelect(userId) });
    if (!row) throw notFound("key");
    if (count > 0) {
      const workspaceIds = row.workspaces.filter((one) => !one.detachedAt).map(({ workspace }) => workspace.id);
      await recordKeyEvent(tx, actorOf(caller), { action: "key.revoked", key: row, workspaceIds });
    }
    return ownKeyView(row, caller.now);
  });
}

/** Two keys made at once by one person count each other only when they come one after the other. */
async function lockUser(tx: Transaction, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM "User" WHERE id = ${userId} FOR NO KEY UPDATE`;
}

async function requireRoom(tx: Transaction, caller: Caller): Promise<void> {
  const usable = await tx.key.count({ where: { ...usableAt(caller.now), userId: caller.principal.userId } });
  if (usable < USABLE_KEYS_MAX) return;
  throw new AppError(
    "CONFLICT",
    `You have ${usable} usable keys, and ${USABLE_KEYS_MAX} is the most one person can have. Revoke one you no longer need first.`,
  );
}

async function requireMembership(tx: Transaction, userId: string, workspaceIds: string[]): Promise<void> {
  const reachable = await tx.workspace.count({
    where: { id: { in: workspaceIds }, memberships: { some: { userId, user: { disabledAt: null } } } },
  });
  if (reachable === workspaceIds.length) return;
  const message = "One of these workspaces does not exist, or you are no longer a member of it.";
  throw new AppError("NOT_FOUND", message, { fields: { workspaceIds: message } });
}
