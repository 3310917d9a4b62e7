import type { Caller } from "#lib/auth/principal";
import { FairShares } from "#lib/bounds/fair-shares";
import { db } from "#lib/db/client";
import { AppError, notFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { TEST_EVENT } from "#lib/outbox/dto";
import type { WebhookPayload } from "#lib/outbox/payload";
import { single } from "#lib/process";
import { claimAnew } from "#lib/webhooks/delivery/claim";
import { deliver } from "#lib/webhooks/delivery/deliver";
import type { DeliveryView } from "#lib/webhooks/dto";
import { requireWebhook, type StoredWebhook } from "#lib/webhooks/settings/guards";
import type { DeliveryInput, WebhookInput } from "#lib/webhooks/settings/schema";
import { deliveryView } from "#lib/webhooks/settings/view";

/**
 * Sends a test message at once and returns the result. The events of the webhook do not matter. There is one attempt.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role; CONFLICT while the webhook is disabled; RATE_LIMITED while
 *   too many messages of the caller or the workspace are being sent by hand; UNAVAILABLE while too many of all are
 */
export async function sendTestMessage(caller: Caller, input: WebhookInput): Promise<DeliveryView> {
  const webhook = await requireEnabled(caller, input);
  return inPlace(caller, webhook.workspaceId, async () => {
    const id = newId("whd");
    const payload = await testPayload(caller, webhook.workspaceId);
    await db().webhookDelivery.create({
      data: { id, webhookId: webhook.id, event: TEST_EVENT, payload, createdAt: caller.now },
    });
    return sendNow(caller, id);
  });
}

/**
 * Sends a message again at once, under the same id. When that fails, it is retried like a new message.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role; CONFLICT while the webhook is disabled; RATE_LIMITED while
 *   too many messages of the caller or the workspace are being sent by hand; UNAVAILABLE while too many of all are
 */
export async function resendMessage(caller: Caller, input: DeliveryInput): Promise<DeliveryView> {
  const { id: webhookId, workspaceId } = await requireEnabled(caller, input);
  const known = await db().webhookDelivery.count({ where: { id: input.deliveryId, webhookId } });
  if (known === 0) throw notFound("delivery");
  return inPlace(caller, workspaceId, () => sendNow(caller, input.deliveryId));
}

/** The most messages that a process sends by hand at once, and the most of one person and of one workspace. */
const BY_HAND_MAX = 16;
const BY_HAND_PARTS = { owner: 2, workspace: 4 };

function places(): FairShares {
  return single("webhook-places-by-hand", () => new FairShares({ limit: BY_HAND_MAX, parts: BY_HAND_PARTS }));
}

/** Sends a message by hand, as far as the places allow. A receiver that hangs keeps a place for ten seconds. */
async function inPlace<Result>(caller: Caller, workspaceId: string, send: () => Promise<Result>): Promise<Result> {
  const holder = { owner: caller.principal.userId, workspace: workspaceId };
  const full = places().take(holder);
  if (full !== null) throw tooMany(full === "all");
  try {
    return await send();
  } finally {
    places().give(holder);
  }
}

function tooMany(isOfAll: boolean): AppError {
  const details = { retryAfterSeconds: 10 };
  if (isOfAll) return new AppError("UNAVAILABLE", "Too many messages are being sent. Try again shortly.", details);
  return new AppError("RATE_LIMITED", "Other messages of yours are still being sent. Wait until they end.", details);
}

async function requireEnabled(caller: Caller, input: WebhookInput): Promise<StoredWebhook> {
  const webhook = await requireWebhook(db(), caller, input);
  if (!webhook.disabledAt) return webhook;
  throw new AppError("CONFLICT", "This webhook is disabled, so nothing is sent to it. Enable it first.");
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
