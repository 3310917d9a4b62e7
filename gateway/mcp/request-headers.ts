import type { IncomingMessage } from "node:http";
import { addressBehindProxy } from "#lib/auth/client-address";
import { halfOf } from "#lib/gateway/messages/envelope";

/** The address of the client. */
export function addressOf(incoming: IncomingMessage): string {
  const forwardedFor = header(incoming, "x-forwarded-for") ?? undefined;
  return addressBehindProxy(incoming.socket.remoteAddress ?? "unknown", forwardedFor);
}

/** A header as text, or null when it is absent. Node joins repeated headers. */
export function header(incoming: IncomingMessage, name: string): string | null {
  const value = incoming.headers[name];
  return value === undefined ? null : String(value).trim();
}

/** Whether the body is said to be JSON. */
export function isJson(incoming: IncomingMessage): boolean {
  const type = incoming.headers["content-type"];
  return type?.split(";", 1)[0]?.trim().toLowerCase() === "application/json";
}

/** Clients must accept both forms. One that accepts only JSON (curl) gets the response without earlier messages. */
export function acceptsEvents(incoming: IncomingMessage): boolean {
  const ranges = incoming.headers.accept?.toLowerCase().split(",") ?? [];
  return ranges.some(
    (range) => /^\s*text\/event-stream\s*(?:;|$)/.test(range) && !/;\s*q=0(?:\.0*)?\s*(?:;|$)/.test(range),
  );
}

/** The `Mcp-Param-*` headers, names in lower case. */
export function paramHeadersOf(incoming: IncomingMessage): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name in incoming.headers) {
    if (name.startsWith("mcp-param-")) found[name] = sentOnce(incoming, name, String(incoming.headers[name]));
  }
  return found;
}

/** A header that a client sent twice with the same value counts once. Other values with a comma stay as they are. */
function sentOnce({ rawHeaders }: IncomingMessage, name: string, value: string): string {
  const half = halfOf(value);
  if (half === null) return value;
  const lines = rawHeaders.filter((one, index) => index % 2 === 0 && one.toLowerCase() === name);
  return lines.length === 2 ? half : value;
}
