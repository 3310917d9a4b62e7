import { recordAudit } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { newId } from "#lib/ids";
import { requireEncryptionKey } from "#lib/secrets/encryption-key";
import { seal } from "#lib/secrets/secret-box";
import { giveUpWaiting } from "#lib/webhooks/disable";
import type { CreatedWebhook } from "#lib/webhooks/dto";
import { hostOf } from "#lib/webhooks/host";
import { generateSecret } from "#lib/webhooks/secret";
import { requireEncrypted, requireWebhook, requireWebhookLimit } from "#lib/webhooks/settings/guards";
import type {
  CreateWebhookInput,
  SetWebhookDisabledInput,
  UpdateWebhookInput,
  WebhookInput,
} from "#lib/webhooks/settings/schema";
import { WEBHOOK_COLUMNS, webhookView } from "#lib/webhooks/settings/view";
import { authorizeWrite } from "#lib/workspaces/authorize";

/**
 * Adds a webhook. The result has its secret, which is never shown again.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role; INVALID_INPUT for http:// where that is not allowed;
 *   CONFLICT when the workspace has `WEBHOOKS_MAX` webhooks; UNAVAILABLE with a wrong `ENCRYPTION_KEY`
 */
export async function createWebhook(caller: Caller, input: CreateWebhookInput): Promise<CreatedWebhook> {
  const { url, events } = input;
  const [id, secret] = [newId("whk"), generateSecret()];
  return db().$transaction(async (tx) => {
    const { id: workspaceId } = await authorizeWrite(tx, caller, input.workspace, "webhooks:manage");
    requireEncrypted(url);
    await requireWebhookLimit(tx, workspaceId);
    await requireEncryptionKey(tx);
    const times = { createdAt: caller.now, updatedAt: caller.now };
    const row = await tx.webhook.create({
      data: { id, workspaceId, url, events, encryptedSecret: seal(secret, id), ...times },
      select: WEBHOOK_COLUMNS,
    });
    const target = { type: "webhook", id, name: hostOf(url) } as const;
    await recordAudit(tx, caller, {
      action: "webhook.created",
      workspaceId,
      target,
      after: auditState({ url, events }),
    });
    return { webhook: webhookView(row, caller.now), secret };
  });
}

/**
 * Changes the URL and the events of a webhook. Its secret stays.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role; INVALID_INPUT for http:// where that is not allowed
 */
export async function updateWebhook(caller: Caller, input: UpdateWebhookInput): Promise<void> {
  const { url, events } = input;
  await db().$transaction(async (tx) => {
    const before = await requireWebhook(tx, caller, input);
    requireEncrypted(url);
    await tx.webhook.update({ where: { id: before.id }, data: { url, events, updatedAt: caller.now } });
    await recordAudit(tx, caller, {
      action: "webhook.updated",
      workspaceId: before.workspaceId,
      target: { type: "webhook", id: before.id, name: hostOf(url) },
      before: auditState(before),
      after: auditState({ url, events }),
    });
  });
}

/**
 * Disables a webhook and gives up its waiting messages. Or enables it again, also when Latchkey had disabled it. It
 * does nothing when the webhook already has the wanted state.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role
 */
export async function setWebhookDisabled(caller: Caller, input: SetWebhookDisabledInput): Promise<void> {
  const { disabled } = input;
  await db().$transaction(async (tx) => {
    const { id, workspaceId, url } = await requireWebhook(tx, caller, input);
    const { count } = await tx.webhook.updateMany({
      where: { id, disabledAt: disabled ? null : { not: null } },
      data: { disabledAt: disabled ? caller.now : null, disabledReason: null, updatedAt: caller.now },
    });
    if (count === 0) return;
    if (disabled) await giveUpWaiting(tx, id);
    await recordAudit(tx, caller, {
      action: "webhook.updated",
      workspaceId,
      target: { type: "webhook", id, name: hostOf(url) },
      before: { disabled: !disabled },
      after: { disabled },
    });
  });
}

/**
 * Deletes a webhook with its deliveries.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role
 */
export async function removeWebhook(caller: Caller, input: WebhookInput): Promise<void> {
  await db().$transaction(async (tx) => {
    const { id, workspaceId, url, events } = await requireWebhook(tx, caller, input);
    await tx.webhook.delete({ where: { id } });
    const target = { type: "webhook", id, name: hostOf(url) } as const;
    await recordAudit(tx, caller, {
      action: "webhook.removed",
      workspaceId,
      target,
      before: auditState({ url, events }),
    });
  });
}

/** A webhook as the audit log stores it. The path and the query are left out, because they are often secret. */
function auditState({ url, events }: { url: string; events: string[] }) {
  return { url: new URL(url).origin, events };
}
