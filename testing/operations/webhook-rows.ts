import { db } from "#lib/db/client";
import { newId } from "#lib/ids";
import type { WebhookEvent } from "#lib/outbox/dto";
import { seal } from "#lib/secrets/secret-box";
import { generateSecret } from "#lib/webhooks/secret";
import { NOW, type TestWorkspace } from "#testing/people/factories";

/** Makes a webhook row. @returns its id and its secret as plain text */
export async function makeWebhook(
  workspace: TestWorkspace,
  url: string,
  events: WebhookEvent[],
  changes: { disabledAt?: Date; updatedAt?: Date } = {},
): Promise<{ id: string; secret: string }> {
  const [id, secret] = [newId("whk"), generateSecret()];
  const row = { id, workspaceId: workspace.id, url, events, encryptedSecret: seal(secret, id), createdAt: NOW };
  await db().webhook.create({ data: { ...row, updatedAt: NOW, ...changes } });
  return { id, secret };
}

/** Makes a message that waits to be sent since `createdAt`. @returns its id */
export async function makeDelivery(webhookId: string, createdAt = NOW, changes: object = {}): Promise<string> {
  const id = newId("whd");
  const payload = { type: "key.created", timestamp: createdAt.toISOString(), data: {} };
  const row = { id, webhookId, event: "key.created", payload, createdAt, nextAttemptAt: createdAt };
  await db().webhookDelivery.create({ data: { ...row, ...changes } });
  return id;
}
