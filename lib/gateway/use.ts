import { BoundedMap } from "#lib/bounds/bounded-map";
import type { Envelope } from "#lib/gateway/messages/envelope";
import type { ClientMessage } from "#lib/gateway/messages/message";
import type { Requester } from "#lib/gateway/requester";
import { clientIdentity } from "#lib/gateway/requester";
import { recordUse } from "#lib/keys/access/last-use";
import { isObject } from "#lib/mcp/protocol";
import { single } from "#lib/process";
import { beginningOf } from "#lib/text/beginning-of";

type Client = { name: string | null; version: string | null };

const KNOWN_CLIENTS = 10_000;
/** Of what a client says of itself: a body may hold megabytes, and these are kept. */
const TEXT_MAX = 100;

/**
 * Remembers who used a key: the client as it introduces itself, else what its User-Agent says.
 * @returns the client
 */
export function noteUse(requester: Requester, message: ClientMessage, envelope: Envelope, at: Date): Client {
  const { keyId, address } = requester;
  const client = introduced(requester, message, envelope) ?? clientOfUserAgent(requester.userAgent);
  recordUse({ keyId, at, client: client.name, version: client.version, address });
  return client;
}

/**
 * In the 2026 revision every request names its client. In the 2025 ones `initialize` alone does: requests of the same
 * key, User-Agent and address after it count as the same client's.
 */
function introduced(requester: Requester, message: ClientMessage, envelope: Envelope): Client | undefined {
  if (envelope.era === "modern") return readInfo(envelope.client);
  const known = single("legacy-clients", () => new BoundedMap<string, Client>(KNOWN_CLIENTS));
  const name = clientIdentity(requester);
  const client = message.kind === "request" && message.method === "initialize" && readInfo(message.params.clientInfo);
  if (!client) return known.get(name);
  known.set(name, client);
  return client;
}

function readInfo(info: unknown): Client | undefined {
  if (!isObject(info) || typeof info.name !== "string") return undefined;
  const version = typeof info.version === "string" ? beginningOf(info.version, TEXT_MAX) : null;
  return { name: beginningOf(info.name, TEXT_MAX), version };
}

/** `name/version`, the first product of a User-Agent (RFC 9110 section 10.1.5). */
function clientOfUserAgent(userAgent: string | null): Client {
  const product = beginningOf(userAgent ?? "", 2 * TEXT_MAX).split(" ", 1)[0] ?? "";
  const [name, version] = product.split("/", 2);
  return { name: name || null, version: version || null };
}
