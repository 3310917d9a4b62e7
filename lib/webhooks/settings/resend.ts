import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { AppError, notFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { TEST_EVENT } from "#lib/outbox/dto";
import type { WebhookPayload } from "#lib/outbox/payload";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import { claimAnew } from "#lib/webhooks/delivery/claim";
import { deliver } from "#lib/webhooks/delivery/deliver";
import type { DeliveryView } from "#lib/webhooks/dto";
import { requireWebhook, type StoredWebhook } from "#lib/webhooks/settings/guards";
import type { DeliveryInput, WebhookInput } from "#lib/webhooks/settings/schema";
import { deliveryView } from "#lib/webhooks/settings/view";

/**
 * Sends a test message at once and returns the result. The events of the webhook do not matter. There is one attempt.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role; CONFLICT while the webhook is disabled;
 *   RATE_LIMITED after too many messages
 */
export async function sendTestMessage(caller: Caller, input: WebhookInput): Promise<DeliveryView> {
  const webhook = await requireSendable(caller, input);
  const id = newId("whd");
  const payload = await testPayload(caller, webhook.workspaceId);
  await db().webhookDelivery.create({
    data: { id, webhookId: webhook.id, event: TEST_EVENT, payload, createdAt: caller.now },
  });
  return sendNow(caller, id);
}

/**
 * Sends a message again at once, under the same id. When that fails, it is retried like a new message.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role; CONFLICT while the webhook is disabled;
 *   RATE_LIMITED after too many messages
 */
export async function resendMessage(caller: Caller, input: DeliveryInput): Promise<DeliveryView> {
  const { id: webhookId } = await requireSendable(caller, input);
  const known = await db().webhookDelivery.count({ where: { id: input.deliveryId, webhookId } });
  if (known === 0) throw notFound("delivery");
  return sendNow(caller, input.deliveryId);
}

/** Checks that the caller may send a message to the webhook now, and counts it. */
async function requireSendable(caller: Caller, input: WebhookInput): Promise<StoredWebhook> {
  const webhook = await requireWebhook(db(), caller, input);
  if (webhook.disabledAt) {
    throw new AppError("CONFLICT", "This webhook is disabled, so nothing is sent to it. Enable it first.");
  }
  await ALLOWANCES.webhookMessages.take({ person: caller.principal.userId, workspace: webhook.workspaceId });
  return webhook;
}

async function sendNow({ now }: Caller, deliveryId: string): Promise<DeliveryView> {
  const claimed = await claimAnew(now, deliveryId);
  if (claimed) await deliver(claimed, { now: () => now });
  const row = await db().webhookDelivery.findUnique({ where: { id: deliveryId }, omit: { webhookId: true } });
  if (!row) throw notFound("delivery");
  return deliveryView(row);
}

async function testPayload(caller: Caller, workspaceId: string): Promise<WebhookPayload> {
  const [workspace, actor] = await Promise.all([
    db().workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { id: true, name: true, slug: true } }),
    db().user.findUniqueOrThrow({ where: { id: caller.principal.userId }, select: { id: true, name: true } }),
  ]);
  const { kind } = caller.principal;
  return { type: TEST_EVENT, timestamp: caller.now.toISOString(), data: { workspace, actor: { kind, ...actor } } };
}
