import type { JsonObject } from "#lib/mcp/protocol";
import { readEvents } from "#lib/upstreams/wire/event-stream";

/** A message of the stream that is the response to a call. */
export type StreamMessage = {
  id?: unknown;
  method?: string;
  params?: JsonObject;
  result?: JsonObject;
  error?: JsonObject;
};

/**
 * Calls a tool as a client of the 2025 revisions that accepts a stream.
 * @returns a function that reads the next message of the stream; undefined at the end
 */
export async function openCall(
  url: string,
  headers: Record<string, string>,
  name: string,
  { args = {}, signal }: { args?: object; signal?: AbortSignal } = {},
): Promise<() => Promise<StreamMessage | undefined>> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
    body: JSON.stringify({ jsonrpc: "2.0", id: "call", method: "tools/call", params: { name, arguments: args } }),
    ...(signal && { signal }),
  });
  if (response.headers.get("content-type") !== "text/event-stream") throw new Error(await response.text());
  const events = readEvents(response.body as unknown as AsyncIterable<Uint8Array>);
  return async () => {
    const next = await events.next();
    return next.done ? undefined : (JSON.parse(next.value.data) as StreamMessage);
  };
}
