import type { Caller } from "#lib/auth/principal";
import { db, type Transaction } from "#lib/db/client";
import { AppError, notFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { TEST_EVENT } from "#lib/outbox/dto";
import type { WebhookPayload } from "#lib/outbox/payload";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import { type ClaimedDelivery, claimAnew } from "#lib/webhooks/delivery/claim";
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
  const id = newId("whd");
  const claimed = await db().$transaction(async (tx) => {
    const { id: webhookId, workspaceId } = await requireSendable(tx, caller, input);
    const payload = await testPayload(tx, caller, workspaceId);
    await tx.webhookDelivery.create({ data: { id, webhookId, event: TEST_EVENT, payload, createdAt: caller.now } });
    return claimAnew(tx, caller.now, id);
  });
  return sendNow(caller, id, claimed);
}

/**
 * Sends a message again at once, under the same id. When that fails, it is retried like a new message.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role; CONFLICT while the webhook is disabled;
 *   RATE_LIMITED after too many messages
 */
export async function resendMessage(caller: Caller, input: DeliveryInput): Promise<DeliveryView> {
  const { deliveryId: id } = input;
  const claimed = await db().$transaction(async (tx) => {
    const { id: webhookId } = await requireSendable(tx, caller, input);
    const known = await tx.webhookDelivery.count({ where: { id, webhookId } });
    if (known === 0) throw notFound("delivery");
    return claimAnew(tx, caller.now, id);
  });
  return sendNow(caller, id, claimed);
}

/** Checks that the caller may send a message to the webhook now, and counts it. */
async function requireSendable(tx: Transaction, caller: Caller, input: WebhookInput): Promise<StoredWebhook> {
  const webhook = await requireWebhook(tx, caller, input);
  if (webhook.disabledAt) {
    throw new AppError("CONFLICT", "This webhook is disabled, so nothing is sent to it. Enable it first.");
  }
  await ALLOWANCES.webhookMessages.take({ person: caller.principal.userId, workspace: webhook.workspaceId });
  return webhook;
}

/** Sends a claimed message. The network is used after the transaction, never inside it. */
async function sendNow(
  { now }: Caller,
  deliveryId: string,
  claimed: ClaimedDelivery | undefined,
): Promise<DeliveryView> {
  if (claimed) await deliver(claimed, { now: () => now });
  const row = await db().webhookDelivery.findUnique({ where: { id: deliveryId }, omit: { webhookId: true } });
  if (!row) throw notFound("delivery");
  return deliveryView(row);
}

async function testPayload(tx: Transaction, caller: Caller, workspaceId: string): Promise<WebhookPayload> {
  const workspace = await tx.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { id: true, name: true, slug: true },
  });
  const { userId: id } = caller.principal;
  const actor = await tx.user.findUniqueOrThrow({ where: { id }, select: { id: true, name: true } });
  const { kind } = caller.principal;
  return { type: TEST_EVENT, timestamp: caller.now.toISOString(), data: { workspace, actor: { kind, ...actor } } };
}
