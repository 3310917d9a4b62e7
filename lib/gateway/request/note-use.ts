import { BoundedMap } from "#lib/bounds/bounded-map";
import type { Envelope } from "#lib/gateway/messages/envelope";
import type { ClientMessage } from "#lib/gateway/messages/message";
import { clientIdentity, type Requester } from "#lib/gateway/request/requester";
import { recordUse } from "#lib/keys/access/last-use";
import { isObject } from "#lib/mcp/protocol";
import { single } from "#lib/process";
import { beginningOf } from "#lib/text/beginning-of";

type Client = { name: string | null; version: string | null; title: string | null };

const KNOWN_CLIENTS = 10_000;
/** The longest name, version or title of a client that is kept, in characters. A body may hold megabytes. */
const TEXT_MAX = 100;

/**
 * Records who used a key: the client as it names itself, or else as its User-Agent names it.
 * @returns the client
 */
export function noteUse(requester: Requester, message: ClientMessage, envelope: Envelope, at: Date): Client {
  const client = introducedClient(requester, message, envelope) ?? clientOfUserAgent(requester.userAgent);
  const { access, address } = requester;
  recordUse({ keyId: access.keyId, at, client: client.name, version: client.version, title: client.title, address });
  return client;
}

/**
 * The client as it names itself. In the 2026 revision every request names its client. In the 2025 revisions only
 * `initialize` does, so later requests with the same key, User-Agent and address count as the same client's.
 */
function introducedClient(requester: Requester, message: ClientMessage, envelope: Envelope): Client | undefined {
  if (envelope.era === "modern") return readClientInfo(envelope.client);
  const known = single("legacy-clients", () => new BoundedMap<string, Client>(KNOWN_CLIENTS));
  const name = clientIdentity(requester);
  const isInitialize = message.kind === "request" && message.method === "initialize";
  const client = isInitialize ? readClientInfo(message.params.clientInfo) : undefined;
  if (!client) return known.get(name);
  known.set(name, client);
  return client;
}

function readClientInfo(info: unknown): Client | undefined {
  if (!isObject(info) || typeof info.name !== "string") return undefined;
  const text = (value: unknown) => (typeof value === "string" ? beginningOf(value, TEXT_MAX) : null);
  return { name: beginningOf(info.name, TEXT_MAX), version: text(info.version), title: text(info.title) };
}

/** The first product of a User-Agent, `name/version` (RFC 9110 section 10.1.5). */
function clientOfUserAgent(userAgent: string | null): Client {
  const product = beginningOf(userAgent ?? "", 2 * TEXT_MAX).split(" ", 1)[0] ?? "";
  const [name, version] = product.split("/", 2);
  return { name: name || null, version: version || null, title: null };
}
