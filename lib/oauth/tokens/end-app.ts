import type { AuditActor } from "#lib/audit/record";
import type { Transaction } from "#lib/db/client";
import { recordKeyEvent } from "#lib/keys/events/key-events";
import type { LockedApp } from "#lib/oauth/tokens/lock-app";

/**
 * Ends a locked app for good, with all its tokens. A second call changes nothing.
 * @param reason what the screens show as the reason
 */
export async function endApp(tx: Transaction, actor: AuditActor, app: LockedApp, reason: string): Promise<void> {
  const { count } = await tx.key.updateMany({
    where: { id: app.id, revokedAt: null },
    data: { revokedAt: actor.at, revokedReason: reason, updatedAt: actor.at },
  });
  await forgetTokens(tx, { keyId: app.id });
  if (count === 0) return;
  const links = await tx.keyWorkspace.findMany({
    where: { keyId: app.id, detachedAt: null },
    select: { workspaceId: true },
  });
  const workspaceIds = links.map(({ workspaceId }) => workspaceId);
  await recordKeyEvent(tx, actor, { action: "key.revoked", key: app, workspaceIds, details: { reason } });
}

/** Deletes all tokens and codes of an app, or those of one line. */
export async function forgetTokens(tx: Transaction, where: { keyId: string; lineId?: string }): Promise<void> {
  await tx.oAuthAccessToken.deleteMany({ where });
  await tx.oAuthRefreshToken.deleteMany({ where });
  if (where.lineId === undefined) await tx.oAuthCode.deleteMany({ where });
}
