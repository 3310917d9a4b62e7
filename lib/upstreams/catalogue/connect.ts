import { Client, type PriorDiscovery, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { SECOND_MS } from "#lib/clock";
import { nameFailure, UpstreamError } from "#lib/upstreams/catalogue/failure";
import { setListsAside } from "#lib/upstreams/catalogue/set-aside";
import { upstreamFetch } from "#lib/upstreams/catalogue/upstream-fetch";
import { type Header, openHeaders } from "#lib/upstreams/headers";

/** The time for connecting, from the first packet to the end of the handshake. */
const CONNECT_TIMEOUT_MS = 10 * SECOND_MS;

/** The name under which Latchkey introduces itself to servers. */
const CLIENT_INFO = { name: "latchkey", title: "Latchkey", version: "0.1.0" };

/** A server with its headers in the clear, ready for connecting. */
export type UpstreamTarget = { id: string; name: string; url: string; headers: Header[] };

type StoredServer = { id: string; name: string; url: string; encryptedHeaders: string | null };

/**
 * Prepares a stored server for connecting.
 * @throws UpstreamError UNAUTHORIZED when its header values cannot be decrypted; the server would refuse without them
 */
export function targetOf({ id, name, url, encryptedHeaders }: StoredServer): UpstreamTarget {
  try {
    return { id, name, url, headers: openHeaders(encryptedHeaders, id) };
  } catch {
    const message = `“${name}” was not called: its headers cannot be decrypted, because ENCRYPTION_KEY has changed.`;
    throw new UpstreamError({ code: "UNAUTHORIZED", message });
  }
}

export type UpstreamConnection = {
  client: Client;
  /** Ends the session, if the server keeps one, and all open requests. Never rejects. */
  close(): Promise<void>;
};

type ConnectOptions = {
  /** The era from an earlier connection (`Catalogue.discovery`). With it, the server is not asked for its era again. */
  prior?: PriorDiscovery;
  timeoutMs?: number;
};

/**
 * Connects to an MCP server over Streamable HTTP and agrees on a protocol revision of either era.
 * It follows redirects only within the server's own origin, so no other server gets the headers.
 * @throws UpstreamError when the server cannot be reached or does not speak MCP
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
  setListsAside(transport);
  return { client, close: () => close(client, transport) };
}

/**
 * Waits for `work`, but no longer than `timeoutMs`. All requests of the work share this time; the timeout of the SDK
 * applies to each request alone.
 * @throws DOMException TimeoutError after `timeoutMs`; the error of `work`
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
