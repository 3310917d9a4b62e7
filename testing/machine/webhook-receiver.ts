import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";

export type ReceivedMessage = { headers: IncomingHttpHeaders; body: string; path: string };
export type WebhookReceiver = RunningServer & { received: ReceivedMessage[] };

/**
 * Starts a receiver of webhook messages.
 * @param answer sends the answer; the default is status 204
 */
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

/**
 * Verifies a message with the library of Standard Webhooks, as a receiver does.
 * @returns its body
 * @throws when the signature or the time is wrong
 */
export function verified({ headers, body }: ReceivedMessage, secret: string): unknown {
  return new Webhook(secret).verify(body, headers as Record<string, string>);
}
