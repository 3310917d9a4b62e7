import { IMPLEMENTATION, type JsonObject } from "#lib/mcp/protocol";
import { ask } from "#lib/upstreams/wire/ask";
import { upstreamError } from "#lib/upstreams/wire/exchange";
import type { ServerAddress } from "#lib/upstreams/wire/server-address";

/** The id of the first request of a session: an integer, because some servers take no text. */
export const INITIALIZE_ID = 1;

/** The largest answer, in bytes. It is an introduction and holds no list. */
export const INTRODUCTION_MAX_BYTES = 256 * 1024;

export type Initialized = {
  /** The id of the session; null when the server keeps none. */
  sessionId: string | null;
  protocolVersion: string;
  result: JsonObject;
};

/**
 * Begins to speak with a server of the 2025 revisions. `notifications/initialized` has to follow.
 * @param protocolVersion the revision to propose
 * @throws UpstreamError when the server does not answer within `timeoutMs`, refuses, or does not introduce itself
 */
export async function initialize(
  server: ServerAddress,
  protocolVersion: string,
  timeoutMs: number,
): Promise<Initialized> {
  const { result, headers } = await ask(server, {
    id: INITIALIZE_ID,
    method: "initialize",
    // Capabilities are empty, because a stateless gateway cannot pass a server's own requests to the client.
    params: { protocolVersion, capabilities: {}, clientInfo: IMPLEMENTATION },
    maxBytes: INTRODUCTION_MAX_BYTES,
    signal: AbortSignal.timeout(timeoutMs),
  });
  // Any of the three shows that the server knows the method; one of them alone may be missing.
  if (!result.protocolVersion && !result.capabilities && !result.serverInfo) {
    throw upstreamError(server, "NOT_MCP", "answered initialize, but not in the Model Context Protocol.");
  }
  const id = headers["mcp-session-id"];
  return {
    sessionId: typeof id === "string" && id !== "" ? id : null,
    protocolVersion: isVersion(result.protocolVersion) ? result.protocolVersion : protocolVersion,
    result,
  };
}

/** Whether a text can be the name of a revision. It goes into a header of every request. */
function isVersion(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e]{1,64}$/.test(value);
}
