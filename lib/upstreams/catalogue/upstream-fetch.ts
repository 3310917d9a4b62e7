import { Agent, type RequestInit as UndiciRequestInit, fetch as undiciFetch } from "undici";
import { SECOND_MS } from "#lib/clock";
import { env } from "#lib/env";
import { USER_AGENT } from "#lib/mcp/protocol";
import { guardedConnector } from "#lib/outgoing/guarded-connect";
import { single } from "#lib/process";

const CONNECT_TIMEOUT_MS = 10 * SECOND_MS;
const KEEP_ALIVE_MS = 30 * SECOND_MS;

/**
 * The connections of this process to all servers. They stay open between requests. The rule for allowed addresses is
 * read when the agent is made, so every open connection has passed the current rule.
 */
export function upstreamDispatcher(): Agent {
  return single("upstream-dispatcher", () => {
    const allowPrivate = env().ALLOW_PRIVATE_UPSTREAMS;
    const connect = guardedConnector({ timeoutMs: CONNECT_TIMEOUT_MS, allowPrivate });
    return new Agent({ connect, keepAliveTimeout: KEEP_ALIVE_MS });
  });
}

/** `fetch` over these connections, for addresses that are no MCP servers. The caller limits what it reads. */
export async function upstreamFetch(url: string, init: RequestInit): Promise<Response> {
  // undici and the DOM have different types for the same standard objects.
  const headers = new Headers(init.headers);
  if (!headers.has("user-agent")) headers.set("user-agent", USER_AGENT);
  const request = { ...init, headers, dispatcher: upstreamDispatcher() } as unknown as UndiciRequestInit;
  return (await undiciFetch(url, request)) as unknown as Response;
}
