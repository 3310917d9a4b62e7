import { META, MODERN_VERSION } from "#lib/mcp/protocol";
import { readEvents } from "#lib/upstreams/wire/event-stream";

type Message = { method?: string; id?: unknown; params?: Record<string, unknown>; result?: Record<string, unknown> };

/** An open subscription of a client. */
export type OpenSubscription = {
  /** Returns the next message; undefined at the end. */
  next(): Promise<Message | undefined>;
  /** Closes the connection, as a client does. */
  close(): void;
};

/** Opens a subscription. @throws Error when the gateway refuses it */
export async function openSubscription(
  url: string,
  token: string,
  notifications: Record<string, unknown>,
): Promise<OpenSubscription> {
  const stop = new AbortController();
  const _meta = { [META.protocolVersion]: MODERN_VERSION, [META.clientCapabilities]: {} };
  const params = { notifications, _meta };
  const response = await fetch(url, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": MODERN_VERSION,
      "mcp-method": "subscriptions/listen",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: "sub", method: "subscriptions/listen", params }),
    signal: stop.signal,
  });
  if (response.headers.get("content-type") !== "text/event-stream") throw new Error(await response.text());
  const events = readEvents(response.body as unknown as AsyncIterable<Uint8Array>);
  return {
    next: async () => {
      const next = await events.next();
      return next.done ? undefined : (JSON.parse(next.value.data) as Message);
    },
    close: () => stop.abort(),
  };
}
