import { BoundedMap } from "#lib/bounds/bounded-map";
import type { Envelope } from "#lib/gateway/messages/envelope";
import type { ClientMessage } from "#lib/gateway/messages/message";
import type { Client, RefusedKey } from "#lib/gateway/messages/refused-key";
import { clientOfUserAgent } from "#lib/gateway/observation/client-of-user-agent";
import { clientIdentity, identityOf, type Requester } from "#lib/gateway/request/requester";
import { recordUse } from "#lib/keys/access/last-use";
import { isObject } from "#lib/mcp/protocol";
import { single } from "#lib/process";
import { beginningOf } from "#lib/text/beginning-of";

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
  const name = clientIdentity(requester);
  const client = clientInInitialize(message);
  if (!client) return legacyClients().get(name);
  legacyClients().set(name, client);
  return client;
}

/** The same for a client whose key was refused, of which nothing is kept. */
export function refusedClient(
  { keyId }: RefusedKey,
  message: ClientMessage,
  envelope: Envelope,
  { address, userAgent }: { address: string; userAgent: string | null },
): Client | null {
  if (envelope.era === "modern") return readClientInfo(envelope.client) ?? null;
  return clientInInitialize(message) ?? legacyClients().get(identityOf(keyId, address, userAgent)) ?? null;
}

function legacyClients(): BoundedMap<string, Client> {
  return single("legacy-clients", () => new BoundedMap<string, Client>(KNOWN_CLIENTS));
}

function clientInInitialize(message: ClientMessage): Client | undefined {
  const isInitialize = message.kind === "request" && message.method === "initialize";
  return isInitialize ? readClientInfo(message.params.clientInfo) : undefined;
}

function readClientInfo(info: unknown): Client | undefined {
  if (!isObject(info) || typeof info.name !== "string") return undefined;
  const text = (value: unknown) => (typeof value === "string" ? beginningOf(value, TEXT_MAX) : null);
  return { name: beginningOf(info.name, TEXT_MAX), version: text(info.version), title: text(info.title) };
}
