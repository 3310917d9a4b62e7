import { Client, type PriorDiscovery, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { SECOND_MS } from "#lib/clock";
import { nameFailure, UpstreamError } from "#lib/upstreams/catalogue/failure";
import { upstreamFetch } from "#lib/upstreams/catalogue/upstream-fetch";
import { type Header, openHeaders } from "#lib/upstreams/headers";

/** From the first packet to the end of the handshake. */
const CONNECT_TIMEOUT_MS = 10 * SECOND_MS;

/** How Latchkey introduces itself to connected servers. */
const CLIENT_INFO = { name: "latchkey", title: "Latchkey", version: "0.1.0" };

/** A server and what to send it: ready to connect to. */
export type UpstreamTarget = { id: string; name: string; url: string; headers: Header[] };

type StoredServer = { id: string; name: string; url: string; encryptedHeaders: string | null };

/**
 * Prepares a stored server for connecting.
 * @throws UpstreamError UNAUTHORIZED when its header values cannot be opened, without which it would refuse anyway
 */
export function targetOf({ id, name, url, encryptedHeaders }: StoredServer): UpstreamTarget {
  try {
    return { id, name, url, headers: openHeaders(encryptedHeaders, id) };
  } catch {
    const message = `“${name}” cannot be sent its headers: ENCRYPTION_KEY is not the one their values were saved under.`;
    throw new UpstreamError({ code: "UNAUTHORIZED", message });
  }
}

export type UpstreamConnection = {
  client: Client;
  /** Ends the session, if the server keeps one, and every request still open. Never fails. */
  close(): Promise<void>;
};

type ConnectOptions = {
  /** A verdict from an earlier connection (`Catalogue.discovery`), which saves the question which era the server speaks. */
  prior?: PriorDiscovery;
  timeoutMs?: number;
};

/**
 * Connects to an MCP server over Streamable HTTP and agrees on a protocol revision of either era.
 * A redirect is followed within the server's own origin alone, so its headers go nowhere else.
 * @throws UpstreamError when it cannot be reached or does not speak MCP
 */
export async function connectUpstream(
  target: UpstreamTarget,
  options: ConnectOptions = {},
): Promise<UpstreamConnection> {
  const { prior, timeoutMs = CONNECT_TIMEOUT_MS } = options;
  const transport = new StreamableHTTPClientTransport(new URL(target.url), {
    fetch: upstreamFetch,
    requestInit: { headers: target.headers.map(({ name, value }): [string, string] => [name, value]) },
    redirectPolicy: "same-origin",
    onInsufficientScope: "throw",
  });
  const client = new Client(CLIENT_INFO, {
    capabilities: {},
    versionNegotiation: { mode: "auto" },
    inputRequired: { autoFulfill: false },
  });
  try {
    await withTimeout(timeoutMs, client.connect(transport, { timeout: timeoutMs, prior }));
  } catch (error) {
    await transport.close().catch(() => {});
    throw new UpstreamError(nameFailure(error, target));
  }
  return { client, close: () => close(client, transport) };
}

/**
 * `work`, or a `TimeoutError` after `timeoutMs`, whichever comes first. Several requests share the time, which the
 * SDK's own timeout grants to each.
 */
export async function withTimeout<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const { promise: expiry, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new DOMException("Time is up.", "TimeoutError")), timeoutMs);
  try {
    return await Promise.race([work, expiry]);
  } finally {
    clearTimeout(timer);
  }
}

async function close(client: Client, transport: StreamableHTTPClientTransport): Promise<void> {
  const goodbyeMs = 2 * SECOND_MS;
  await withTimeout(goodbyeMs, transport.terminateSession()).catch(() => {});
  await client.close().catch(() => {});
}
