import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import { db } from "#lib/db/client";
import { newId } from "#lib/ids";
import type { WebhookEvent } from "#lib/outbox/dto";
import { seal } from "#lib/secret-box";
import { NOW, type TestWorkspace } from "#lib/testing/factories";
import { type RunningServer, startHttpServer } from "#lib/testing/mcp-servers";
import { generateSecret } from "#lib/webhooks/secret";

export type ReceivedMessage = { headers: IncomingHttpHeaders; body: string; path: string };
export type WebhookReceiver = RunningServer & { received: ReceivedMessage[] };

/** An address that takes messages; `answer` says what it answers instead of 204. */
export async function startReceiver(
  answer: (response: ServerResponse, count: number) => unknown = (response) => response.writeHead(204).end(),
): Promise<WebhookReceiver> {
  const received: ReceivedMessage[] = [];
  const server = await startHttpServer(async (request, response) => {
    received.push({ headers: request.headers, path: request.url ?? "", body: await text(request) });
    await answer(response, received.length);
  });
  return { ...server, received };
}

/** A webhook row, with the secret in the clear. */
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

/** A message that waits to be sent since `createdAt`. */
export async function makeDelivery(webhookId: string, createdAt = NOW, changes: object = {}): Promise<string> {
  const id = newId("whd");
  const payload = { type: "key.created", timestamp: createdAt.toISOString(), data: {} };
  const row = { id, webhookId, event: "key.created", payload, createdAt, nextAttemptAt: createdAt };
  await db().webhookDelivery.create({ data: { ...row, ...changes } });
  return id;
}

/**
 * Checks a message as its receiver would, with the library of Standard Webhooks.
 * @returns its body
 * @throws when the signature or the time is wrong
 */
export function verified({ headers, body }: ReceivedMessage, secret: string): unknown {
  return new Webhook(secret).verify(body, headers as Record<string, string>);
}
