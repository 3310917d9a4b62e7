import { actorOf } from "#lib/audit/record";
import { requireProof } from "#lib/auth/passwords/proof";
import type { Caller } from "#lib/auth/principal";
import { addDays } from "#lib/clock";
import type { Prisma, Transaction } from "#lib/db/client";
import { env } from "#lib/env";
import { AppError, notFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { keyStatus } from "#lib/keys/access/status";
import { recordKeyEvent } from "#lib/keys/events/key-events";
import { oldTokenEnd, ROTATED_REASON, type RotationBar, rotationBar, sameLifetimeFrom } from "#lib/keys/life/rotation";
import type { RotateKeyInput } from "#lib/keys/life/schema";
import { newKeyColumns, SETTINGS_SELECT, settingsOfRow } from "#lib/keys/model/key-settings";
import { requireWithinPolicy } from "#lib/keys/policy/within-policy";
import { settingsRecord } from "#lib/keys/settings/audit-record";
import { keyGrantOf } from "#lib/keys/settings/key-grant";
import type { KeyView } from "#lib/keys/view/dto";
import { generateToken, hashToken } from "#lib/secrets/token";
import { maskOf, tokenEnds } from "#lib/secrets/token-mask";

/**
 * Selects what a rotation needs of the old key.
 * @param workspace the condition for workspaces that the owner still belongs to: the new key gets no other workspace,
 *   and no server of another workspace
 */
const rotatableSelect = (workspace: Prisma.WorkspaceWhereInput) =>
  ({
    ...SETTINGS_SELECT,
    workspaces: { ...SETTINGS_SELECT.workspaces, where: { detachedAt: null, workspace } },
    servers: { ...SETTINGS_SELECT.servers, where: { upstream: { workspace } } },
    id: true,
    familyId: true,
    userId: true,
    serviceWorkspaceId: true,
    madeById: true,
    createdAt: true,
    revokedAt: true,
    isLegacy: true,
    oauthClientId: true,
    replacedBy: { select: { tokenStart: true, tokenEnd: true } },
  }) as const satisfies Prisma.KeySelect;

/** A key that can be rotated: its settings, and the columns that the new key inherits. */
export type RotatableKey = Prisma.KeyGetPayload<{ select: ReturnType<typeof rotatableSelect> }>;

type Rotation = Pick<RotateKeyInput, "overlap" | "expiresInDays">;

/** A key of a person, or a service key of a workspace. */
type OwnedKey = { id: string; userId: string } | { id: string; serviceWorkspaceId: string };

/**
 * Locks a key and reads it. A rotation or revocation that starts at the same time waits, and then sees the new state.
 * @throws AppError NOT_FOUND for a key of another owner; CONFLICT for a key that cannot be rotated
 */
export async function lockRotatable(tx: Transaction, where: OwnedKey, now: Date): Promise<RotatableKey> {
  await tx.$queryRaw`
    SELECT id FROM "Key"
    WHERE id = ${where.id} AND ("userId" = ${"userId" in where ? where.userId : null}
      OR "serviceWorkspaceId" = ${"serviceWorkspaceId" in where ? where.serviceWorkspaceId : null})
    FOR UPDATE`;
  const belongsTo =
    "userId" in where ? { memberships: { some: { userId: where.userId } } } : { id: where.serviceWorkspaceId };
  const key = await tx.key.findFirst({ where, select: rotatableSelect(belongsTo) });
  if (!key) throw notFound("key");
  requireRotatable(key, now);
  return key;
}

function requireRotatable(key: RotatableKey, now: Date): void {
  const bar = rotationBar({
    isApp: key.oauthClientId !== null,
    status: keyStatus(key, now),
    isReplaced: key.replacedBy !== null,
    isLegacy: key.isLegacy,
  });
  if (bar) throw new AppError("CONFLICT", refusal(bar, key));
  if (key.workspaces.length > 0) return;
  throw new AppError("CONFLICT", "This key reaches no workspace any more. Revoke it and create a new one.");
}

function refusal(bar: RotationBar, { replacedBy }: RotatableKey): string {
  if (bar === "app") return "A connected app has no token to rotate: it gets new ones by itself.";
  if (bar === "revoked") return "This key is revoked, and revoking is final. Create a new key.";
  if (bar === "expired") return "This key has expired. Create a new key.";
  if (bar === "legacy") return "A legacy token cannot be rotated. Create a key in its place, then revoke it.";
  const successor = replacedBy ? maskOf(replacedBy) : "another key";
  return `This key was replaced by ${successor} already. Rotate that one.`;
}

/**
 * Creates a key with the settings of `old`, and ends `old`. The audit log needs `recordReplacement` afterwards.
 * @returns the new key's id and token
 * @throws AppError INVALID_INPUT when a workspace's policy would block the new key for its lifetime; the errors of
 *   `requireProof`
 */
export async function replaceKey(
  tx: Transaction,
  caller: Caller,
  old: RotatableKey,
  input: Rotation & { isProven: boolean },
): Promise<{ id: string; token: string }> {
  const { now } = caller;
  const id = newId("key");
  const token = generateToken(env().KEY_PREFIX);
  const settings = { ...settingsOfRow(old), expiresAt: newKeyEnd(old, input, now) };
  const { familyId, userId, serviceWorkspaceId, madeById } = old;
  const wanted = { ...settings, userId, createdAt: now, client: null };
  // The caller chooses the lifetime again, so it has to be within the policies. All other blocks of the old key must
  // not prevent a rotation: the new key has them as well. A key that ends at once has these other blocks and no block
  // for its lifetime, so it stands here for the key before the change.
  await requireWithinPolicy(tx, wanted, { ...wanted, expiresAt: now });
  const grant = {
    kind: "new_token",
    key: keyGrantOf(settings, now),
    old: keyGrantOf(old, old.createdAt),
  } as const;
  await requireProof(tx, caller, { isProven: input.isProven, grant, next: "rotate the key" });
  await tx.key.create({
    data: {
      ...newKeyColumns(settings),
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
    },
  });
  await endOldKey(tx, caller, old, input);
  return { id, token };
}

/** When the new key expires; null for never. */
function newKeyEnd(old: RotatableKey, { expiresInDays }: Rotation, now: Date): Date | null {
  if (expiresInDays === "same") return sameLifetimeFrom(old, now);
  return expiresInDays === null ? null : addDays(now, expiresInDays);
}

async function endOldKey(tx: Transaction, { now, principal }: Caller, old: RotatableKey, input: Rotation) {
  const end = oldTokenEnd(old.expiresAt, input.overlap, now);
  const revoked = { revokedAt: now, revokedById: principal.userId, revokedReason: ROTATED_REASON };
  const data = { updatedAt: now, ...(end > now ? { expiresAt: end } : revoked) };
  await tx.key.update({ where: { id: old.id }, data });
}

/** Writes two audit events, so that the history of each of the two keys names the other. */
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
