import type { Caller } from "#lib/auth/principal";
import { FairShares } from "#lib/bounds/fair-shares";
import { db, type Transaction } from "#lib/db/client";
import { AppError, notFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { TEST_EVENT } from "#lib/outbox/dto";
import type { WebhookPayload } from "#lib/outbox/payload";
import { single } from "#lib/process";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import { type ClaimedDelivery, claimAnew } from "#lib/webhooks/delivery/claim";
import { deliver } from "#lib/webhooks/delivery/deliver";
import type { DeliveryView } from "#lib/webhooks/dto";
import { requireWebhook, type StoredWebhook } from "#lib/webhooks/settings/guards";
import type { DeliveryInput, WebhookInput } from "#lib/webhooks/settings/schema";
import { deliveryView } from "#lib/webhooks/settings/view";

/**
 * Sends a test message at once and returns the result. The events of the webhook do not matter. There is one attempt.
 * @throws AppError as `sendByHand`
 */
export function sendTestMessage(caller: Caller, input: WebhookInput): Promise<DeliveryView> {
  const id = newId("whd");
  return sendByHand(caller, input, id, async (tx, { id: webhookId, workspaceId }) => {
    const payload = await testPayload(tx, caller, workspaceId);
    await tx.webhookDelivery.create({ data: { id, webhookId, event: TEST_EVENT, payload, createdAt: caller.now } });
  });
}

/**
 * Sends a message again at once, under the same id. When that fails, it is retried like a new message.
 * @throws AppError as `sendByHand`
 */
export function resendMessage(caller: Caller, input: DeliveryInput): Promise<DeliveryView> {
  const { deliveryId: id } = input;
  return sendByHand(caller, input, id, async (tx, { id: webhookId }) => {
    if ((await tx.webhookDelivery.count({ where: { id, webhookId } })) === 0) throw notFound("delivery");
  });
}

/** The most messages that a process sends by hand at once, and the most of one person and of one workspace. */
const BY_HAND_MAX = 16;
const BY_HAND_PARTS = { owner: 2, workspace: 4 };

function places(): FairShares {
  return single("webhook-places-by-hand", () => new FairShares({ limit: BY_HAND_MAX, parts: BY_HAND_PARTS }));
}

/**
 * Claims a message and sends it, as far as the places allow. A receiver that hangs keeps a place for ten seconds. The
 * network is used after the transaction, never inside it.
 * @param prepare makes the message, or checks that it exists, before it is claimed
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role; CONFLICT while the webhook is disabled; RATE_LIMITED after
 *   too many messages, and while too many of the caller or the workspace are being sent; UNAVAILABLE while too many of
 *   all are
 */
async function sendByHand(
  caller: Caller,
  input: WebhookInput,
  deliveryId: string,
  prepare: (tx: Transaction, webhook: StoredWebhook) => Promise<void>,
): Promise<DeliveryView> {
  let release = () => {};
  try {
    const claimed = await db().$transaction(async (tx) => {
      const webhook = await requireSendable(tx, caller, input);
      release = takePlace(caller, webhook.workspaceId);
      await prepare(tx, webhook);
      return claimAnew(tx, caller.now, deliveryId);
    });
    return await sendNow(caller, deliveryId, claimed);
  } finally {
    release();
  }
}

/** Takes a place. @returns a function that gives it back */
function takePlace(caller: Caller, workspaceId: string): () => void {
  const holder = { owner: caller.principal.userId, workspace: workspaceId };
  const full = places().take(holder);
  if (full === null) return () => places().give(holder);
  const details = { retryAfterSeconds: 10 };
  if (full === "all")
    throw new AppError("UNAVAILABLE", "Too many messages are being sent. Try again shortly.", details);
  const whose = full === "workspace" ? "of this workspace" : "of yours";
  throw new AppError("RATE_LIMITED", `Other messages ${whose} are still being sent. Wait until they end.`, details);
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
