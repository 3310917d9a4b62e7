import { actorOf } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { addDays } from "#lib/clock";
import type { Prisma, Transaction } from "#lib/db/client";
import { env } from "#lib/env";
import { AppError, notFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { keyStatus } from "#lib/keys/access/status";
import { recordKeyEvent } from "#lib/keys/events/key-events";
import { oldTokenEnd, ROTATED_REASON, rotationBar, sameLifetimeFrom } from "#lib/keys/life/rotation";
import type { RotateKeyInput } from "#lib/keys/life/schema";
import { requireWithinPolicy } from "#lib/keys/policy/within-policy";
import { settingsRecord } from "#lib/keys/settings/record";
import type { KeyView } from "#lib/keys/view/dto";
import { generateToken, hashToken } from "#lib/secrets/token";
import { maskOf, tokenEnds } from "#lib/secrets/token-mask";

/** @param workspace those that the key still is for: what its owner has left is handed on to nobody */
const settingsWithin = (workspace: Prisma.WorkspaceWhereInput) =>
  ({
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
    workspaces: { where: { detachedAt: null, workspace }, select: { workspaceId: true } },
    servers: { where: { upstream: { workspace } }, select: { upstreamId: true } },
    replacedBy: { select: { tokenStart: true, tokenEnd: true } },
  }) as const satisfies Prisma.KeySelect;

/** What a key hands on to the one that takes its place. */
export type RotatableKey = Prisma.KeyGetPayload<{ select: ReturnType<typeof settingsWithin> }>;

type Rotation = Pick<RotateKeyInput, "overlap" | "expiresInDays">;

/** A key by whom it belongs to: a person or a workspace. */
type OwnedKey = { id: string; userId: string } | { id: string; serviceWorkspaceId: string };

/**
 * The key as it is. Whoever rotates or revokes it at the same time comes after, and sees what happened.
 * @throws AppError NOT_FOUND for a key of somebody else; CONFLICT when it cannot be replaced
 */
export async function lockRotatable(tx: Transaction, where: OwnedKey, now: Date): Promise<RotatableKey> {
  await tx.$queryRaw`
    SELECT id FROM "Key"
    WHERE id = ${where.id} AND ("userId" = ${"userId" in where ? where.userId : null}
      OR "serviceWorkspaceId" = ${"serviceWorkspaceId" in where ? where.serviceWorkspaceId : null})
    FOR UPDATE`;
  const live =
    "userId" in where ? { memberships: { some: { userId: where.userId } } } : { id: where.serviceWorkspaceId };
  const key = await tx.key.findFirst({ where, select: settingsWithin(live) });
  if (!key) throw notFound("key");
  requireRotatable(key, now);
  return key;
}

function requireRotatable(key: RotatableKey, now: Date): void {
  const bar = rotationBar({ status: keyStatus(key, now), isReplaced: key.replacedBy !== null, isLegacy: key.isLegacy });
  if (bar) throw new AppError("CONFLICT", refusal(bar, key));
  if (key.workspaces.length > 0) return;
  throw new AppError("CONFLICT", "This key reaches no workspace any more. Revoke it and create a new one.");
}

function refusal(bar: NonNullable<ReturnType<typeof rotationBar>>, { replacedBy }: RotatableKey): string {
  if (bar === "revoked") return "This key is revoked, and revoking is final. Create a new key.";
  if (bar === "expired") return "This key has expired. Create a new key.";
  if (bar === "legacy") return "A legacy token cannot be rotated. Create a key in its place, then revoke it.";
  const successor = replacedBy ? maskOf(replacedBy) : "another key";
  return `This key was replaced by ${successor} already. Rotate that one.`;
}

/**
 * Makes a key with the settings of `old` and ends `old`. To be written down by `recordReplacement`.
 * @returns the new key's id and token
 * @throws AppError INVALID_INPUT when a workspace's policy would block so long a lifetime
 */
export async function replaceKey(
  tx: Transaction,
  caller: Caller,
  old: RotatableKey,
  input: Rotation,
): Promise<{ id: string; token: string }> {
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
async function requireAllowedLifetime(tx: Transaction, old: RotatableKey, expiresAt: Date | null, now: Date) {
  const workspaceIds = old.workspaces.map((one) => one.workspaceId);
  const key = { userId: old.userId, workspaceIds, scopes: old.scopes, createdAt: now, expiresAt };
  await requireWithinPolicy(tx, key, { ...key, expiresAt: now });
}

function expiryOf(old: RotatableKey, { expiresInDays }: Rotation, now: Date): Date | null {
  if (expiresInDays === "same") return sameLifetimeFrom(old, now);
  return expiresInDays === null ? null : addDays(now, expiresInDays);
}

async function endOld(tx: Transaction, { now, principal }: Caller, old: RotatableKey, input: Rotation) {
  const end = oldTokenEnd(old.expiresAt, input.overlap, now);
  const revoked = { revokedAt: now, revokedById: principal.userId, revokedReason: ROTATED_REASON };
  const data = { updatedAt: now, ...(end > now ? { expiresAt: end } : revoked) };
  await tx.key.update({ where: { id: old.id }, data });
}

/** Two events, so that the history of either key tells of the other. */
export async function recordReplacement(
  tx: Transaction,
  caller: Caller,
  old: RotatableKey,
  key: KeyView,
  { overlap }: Rotation,
): Promise<void> {
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
