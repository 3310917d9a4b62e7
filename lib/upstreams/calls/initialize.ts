import type { IncomingHttpHeaders } from "node:http";
import { IMPLEMENTATION, type JsonObject } from "#lib/mcp/protocol";
import { RefusedError, refusalIn, refusalOfError } from "#lib/upstreams/calls/refusal";
import { ask, type RefusedAs } from "#lib/upstreams/wire/ask";
import { upstreamError } from "#lib/upstreams/wire/exchange";
import type { ServerAddress } from "#lib/upstreams/wire/server-address";

/** The id of the first request of a session: an integer, because some servers take no text. */
export const INITIALIZE_ID = 1;

/** The largest answer in which a server introduces itself, in bytes. It holds no list. */
export const INTRODUCTION_MAX_BYTES = 1024 * 1024;

/** What a server answers to `initialize`. */
export type Initialized = {
  /** The id of the session; null when the server keeps none. */
  sessionId: string | null;
  protocolVersion: string;
  result: JsonObject;
};

/**
 * Begins to speak with a server of the 2025 revisions. `notifications/initialized` has to follow.
 * @param protocolVersion the revision to propose. It counts too when the server names none
 * @throws RefusedError when the server refuses; UpstreamError when it does not answer within `timeoutMs`, or does not
 *   introduce itself
 */
export async function initialize(
  server: ServerAddress,
  protocolVersion: string,
  timeoutMs: number,
): Promise<Initialized> {
  const refusedAs: RefusedAs = (response, refused) => {
    const refusal =
      "body" in refused
        ? refusalIn(server, response, refused.body, INITIALIZE_ID)
        : refusalOfError(server, response, "initialize", refused.message);
    return new RefusedError({ ...refusal, isOfInitialize: true });
  };
  const { result, headers } = await ask(server, {
    id: INITIALIZE_ID,
    method: "initialize",
    // Capabilities are empty, because a stateless gateway cannot pass a server's own requests to the client.
    params: { protocolVersion, capabilities: {}, clientInfo: IMPLEMENTATION },
    maxBytes: INTRODUCTION_MAX_BYTES,
    signal: AbortSignal.timeout(timeoutMs),
    refusedAs,
  });
  const sessionId = sessionIdIn(headers);
  // Any of these shows that the server knows the method; one of them alone may be missing.
  if (sessionId === null && !result.protocolVersion && !result.capabilities && !result.serverInfo) {
    throw upstreamError(server, "NOT_MCP", "answered initialize, but not in the Model Context Protocol.");
  }
  return {
    sessionId,
    protocolVersion: isVersion(result.protocolVersion) ? result.protocolVersion : protocolVersion,
    result,
  };
}

/** The id of the session. Some proxies repeat headers; an empty one counts as none. */
function sessionIdIn({ "mcp-session-id": header }: IncomingHttpHeaders): string | null {
  return [header].flat().find(Boolean) ?? null;
}

/** Whether a text can be the name of a revision. It goes into a header of every request. */
function isVersion(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e]{1,64}$/.test(value);
}
