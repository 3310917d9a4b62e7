import { actorOf } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { addDays } from "#lib/clock";
import { db, type Prisma, type Transaction } from "#lib/db/client";
import { env } from "#lib/env";
import { AppError, notFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { recordKeyEvent } from "#lib/keys/audit";
import type { CreatedKey, KeyView } from "#lib/keys/dto";
import { maskOf, tokenEnds } from "#lib/keys/mask";
import { lockOwner, requireRoom } from "#lib/keys/own-keys-limit";
import { requirePerson } from "#lib/keys/person";
import { oldTokenEnd, ROTATED_REASON, rotationBar, sameLifetimeFrom } from "#lib/keys/rotation";
import type { RotateKeyInput } from "#lib/keys/schema";
import { settingsRecord } from "#lib/keys/settings-record";
import { keyStatus } from "#lib/keys/status";
import { generateToken, hashToken } from "#lib/keys/token";
import { ownKeySelect, ownKeyView } from "#lib/keys/view";
import { requireWithinPolicy } from "#lib/keys/within-policy";

/**
 * Gives a key of the caller a new token, as a new key with the same settings; the old one ends as `overlap` says, never
 * later than it would have. Its answer is the only place where the new token ever appears.
 * @throws AppError NOT_FOUND for a key of somebody else; CONFLICT when it ended, was replaced before, comes from another
 *   system or reaches no workspace, or when the old one would be one usable key too many; INVALID_INPUT when a
 *   workspace's policy would block so long a lifetime; FORBIDDEN for a key
 */
export async function rotateKey(caller: Caller, input: RotateKeyInput): Promise<CreatedKey> {
  const userId = requirePerson(caller);
  return db().$transaction(async (tx) => {
    await lockOwner(tx, userId);
    const old = await lockKey(tx, { id: input.keyId, userId });
    requireRotatable(old, caller.now);
    if (input.overlap !== "none") await requireRoom(tx, caller);
    const { id, token } = await replaceKey(tx, caller, old, input);
    const row = await tx.key.findUniqueOrThrow({ where: { id }, select: ownKeySelect(userId) });
    const key = ownKeyView(row, caller.now);
    await record(tx, caller, old, key, input);
    return { key, token };
  });
}

const SETTINGS = {
  id: true,
  familyId: true,
  userId: true,
  serviceWorkspaceId: true,
  madeById: true,
  name: true,
  scopes: true,
  environment: true,
  allServers: true,
  createdAt: true,
  expiresAt: true,
  revokedAt: true,
  isLegacy: true,
  workspaces: { where: { detachedAt: null }, select: { workspaceId: true } },
  servers: { select: { upstreamId: true } },
  replacedBy: { select: { tokenStart: true, tokenEnd: true } },
} as const satisfies Prisma.KeySelect;

type Settings = Prisma.KeyGetPayload<{ select: typeof SETTINGS }>;

/** Whoever rotates or revokes the key at the same time comes after, and sees what happened. */
async function lockKey(tx: Transaction, where: { id: string; userId: string }): Promise<Settings> {
  await tx.$queryRaw`SELECT id FROM "Key" WHERE id = ${where.id} AND "userId" = ${where.userId} FOR UPDATE`;
  const key = await tx.key.findFirst({ where, select: SETTINGS });
  if (!key) throw notFound("key");
  return key;
}

function requireRotatable(key: Settings, now: Date): void {
  const bar = rotationBar({ status: keyStatus(key, now), isReplaced: key.replacedBy !== null, isLegacy: key.isLegacy });
  if (bar) throw new AppError("CONFLICT", refusal(bar, key));
  if (key.workspaces.length > 0) return;
  throw new AppError("CONFLICT", "This key reaches no workspace any more. Revoke it and create a new one.");
}

function refusal(bar: NonNullable<ReturnType<typeof rotationBar>>, { replacedBy }: Settings): string {
  if (bar === "revoked") return "This key is revoked, and revoking is final. Create a new key.";
  if (bar === "expired") return "This key has expired. Create a new key.";
  if (bar === "legacy") return "A legacy token cannot be rotated. Create a key in its place, then revoke it.";
  const successor = replacedBy ? maskOf(replacedBy) : "another key";
  return `This key was replaced by ${successor} already. Rotate that one.`;
}

async function replaceKey(tx: Transaction, caller: Caller, old: Settings, input: RotateKeyInput) {
  const { now } = caller;
  const id = newId("key");
  const token = generateToken(env().KEY_PREFIX);
  const { familyId, userId, serviceWorkspaceId, madeById, name, scopes, environment, allServers } = old;
  const settings = { name, scopes, environment, allServers, expiresAt: expiryOf(old, input, now) };
  await requireAllowedLifetime(tx, old, settings.expiresAt, now);
  await tx.key.create({
    data: {
      ...settings,
      ...tokenEnds(token),
      id,
      familyId,
      userId,
      serviceWorkspaceId,
      madeById,
      rotatedFromId: old.id,
      tokenHash: hashToken(token),
      createdAt: now,
      updatedAt: now,
      workspaces: { create: old.workspaces },
      servers: { create: old.servers },
    },
  });
  await endOld(tx, caller, old, input);
  return { id, token };
}

/**
 * A lifetime can be chosen anew, so it has to be one that the policies of the workspaces allow. For whatever else blocks
 * the old key there, the new one is blocked just as well: no reason to keep a token that ought to be changed.
 */
async function requireAllowedLifetime(tx: Transaction, old: Settings, expiresAt: Date | null, now: Date) {
  const workspaceIds = old.workspaces.map((one) => one.workspaceId);
  const key = { userId: old.userId, workspaceIds, scopes: old.scopes, createdAt: now, expiresAt };
  await requireWithinPolicy(tx, key, { ...key, expiresAt: now });
}

function expiryOf(old: Settings, { expiresInDays }: RotateKeyInput, now: Date): Date | null {
  if (expiresInDays === "same") return sameLifetimeFrom(old, now);
  return expiresInDays === null ? null : addDays(now, expiresInDays);
}

async function endOld(tx: Transaction, { now, principal }: Caller, old: Settings, input: RotateKeyInput) {
  const end = oldTokenEnd(old.expiresAt, input.overlap, now);
  const revoked = { revokedAt: now, revokedById: principal.userId, revokedReason: ROTATED_REASON };
  const data = { updatedAt: now, ...(end > now ? { expiresAt: end } : revoked) };
  await tx.key.update({ where: { id: old.id }, data });
}

/** Two events, so that the history of either key tells of the other. */
async function record(tx: Transaction, caller: Caller, old: Settings, key: KeyView, { overlap }: RotateKeyInput) {
  const workspaceIds = old.workspaces.map(({ workspaceId }) => workspaceId);
  const actor = actorOf(caller);
  const { id, name } = key;
  const { userId, expiresAt } = old;
  await recordKeyEvent(tx, actor, {
    action: "key.rotated",
    key: { id: old.id, name, userId },
    workspaceIds,
    details: { replacedById: id },
    before: { expiresAt },
    after: { expiresAt: oldTokenEnd(expiresAt, overlap, caller.now) },
  });
  await recordKeyEvent(tx, actor, {
    action: "key.created",
    key: { id, name, userId },
    workspaceIds,
    details: { rotatedFromId: old.id },
    inRow: (workspaceId) => ({ after: settingsRecord(key, workspaceId) }),
  });
}
