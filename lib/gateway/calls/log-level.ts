import { BoundedMap } from "#lib/bounds/bounded-map";
import { invalidParams } from "#lib/gateway/messages/rpc-error";
import type { McpRequest } from "#lib/gateway/request/mcp-request";
import { clientIdentity, type Requester } from "#lib/gateway/request/requester";
import { isObject, type JsonObject, META } from "#lib/mcp/protocol";
import { single } from "#lib/process";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** From the least to the most severe (RFC 5424, section 6.2.1). */
const LEVELS = ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];
/** The level of a client that has chosen none. The protocol leaves it to the server. */
const DEFAULT_LEVEL = "info";

const KNOWN_CLIENTS = 10_000;

function chosenLevels(): BoundedMap<string, string> {
  return single("log-levels", () => new BoundedMap<string, string>(KNOWN_CLIENTS));
}

/**
 * `logging/setLevel` of the 2025 revisions, where the level belongs to a session. The gateway has no sessions, so the
 * level holds for requests with the same key, User-Agent and address, in this process. Other replicas send from `info`.
 * @throws RpcError when there is no such level
 */
export function chooseLogLevel(requester: Requester, level: unknown): void {
  if (typeof level !== "string" || !LEVELS.includes(level)) {
    throw invalidParams(`params.level must be one of ${LEVELS.join(", ")}`);
  }
  chosenLevels().set(clientIdentity(requester), level);
}

/**
 * The least severe log messages that a client gets from a server. Null means none, which is what a client of the 2026
 * revision gets that does not ask for any.
 */
export function leastLogLevel({ envelope, requester }: McpRequest, { capabilities }: UpstreamSnapshot): string | null {
  if (envelope.era === "modern") {
    const asked = envelope.meta[META.logLevel];
    return typeof asked === "string" ? asked : null;
  }
  if (capabilities.logging === undefined) return DEFAULT_LEVEL;
  return chosenLevels().get(clientIdentity(requester)) ?? DEFAULT_LEVEL;
}

/**
 * Adds the log level to the parameters of a client of the 2025 revisions. A server of the 2026 revision sends log
 * messages only when the request asks for them, and that client never does.
 */
export function withLogLevel(request: McpRequest, upstream: UpstreamSnapshot, params: JsonObject): JsonObject {
  if (request.envelope.era === "modern" || upstream.capabilities.logging === undefined) return params;
  const meta = isObject(params._meta) ? params._meta : {};
  return { ...params, _meta: { ...meta, [META.logLevel]: leastLogLevel(request, upstream) } };
}

/** Whether a message of this level is at least as severe as `least`. An unknown level counts as severe enough. */
export function isSevereEnough(level: unknown, least: string): boolean {
  const rank = typeof level === "string" ? LEVELS.indexOf(level) : -1;
  return rank < 0 || rank >= LEVELS.indexOf(least);
}
