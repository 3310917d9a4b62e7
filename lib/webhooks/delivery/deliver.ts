import type { Clock } from "#lib/clock";
import { open } from "#lib/secrets/secret-box";
import type { ClaimedDelivery } from "#lib/webhooks/delivery/claim";
import { countAttempt } from "#lib/webhooks/delivery/metrics";
import { recordDeliveryResult } from "#lib/webhooks/delivery/record-delivery-result";
import { type Attempt, send } from "#lib/webhooks/delivery/send";

/** Sends a claimed message and records the result. */
export async function deliver(delivery: ClaimedDelivery, clock: Clock): Promise<void> {
  const attempt = await attemptOf(delivery, clock.now());
  countAttempt(attempt.failure === null);
  await recordDeliveryResult(delivery, attempt, clock.now());
}

async function attemptOf(delivery: ClaimedDelivery, now: Date): Promise<Attempt> {
  const { id, webhookId, url, payload, encryptedSecret, encryptedOldSecret } = delivery;
  const secret = secretOf(encryptedSecret, webhookId);
  if (!secret) return { status: null, failure: UNSIGNABLE, isGone: false };
  const oldSecret = encryptedOldSecret && secretOf(encryptedOldSecret, webhookId);
  const timestampSeconds = Math.floor(now.getTime() / 1_000);
  return send(url, { id, timestampSeconds, body: bodyOf(payload) }, oldSecret ? [secret, oldSecret] : [secret]);
}

const UNSIGNABLE =
  "It was not sent: its secret cannot be decrypted, because ENCRYPTION_KEY has changed. Rotate the secret.";

function secretOf(sealed: string, webhookId: string): string | null {
  try {
    return open(sealed, webhookId);
  } catch {
    return null;
  }
}

/** Writes the body. The database does not keep the order of an object's fields, so they are put in order here. */
function bodyOf(payload: unknown): string {
  const { type, timestamp, data } = payload as Record<string, unknown>;
  return JSON.stringify({ type, timestamp, data });
}
