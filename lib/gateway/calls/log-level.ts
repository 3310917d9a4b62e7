import { BoundedMap } from "#lib/bounds/bounded-map";
import { invalidParams } from "#lib/gateway/messages/rpc-error";
import type { McpRequest } from "#lib/gateway/request";
import type { Requester } from "#lib/gateway/requester";
import { clientIdentity } from "#lib/gateway/requester";
import { isObject, type JsonObject, META } from "#lib/mcp/protocol";
import { single } from "#lib/process";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** From the least to the most severe (RFC 5424, section 6.2.1). */
const LEVELS = ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];
/** What clients get that never said what they want, which the protocol leaves to the server. */
const DEFAULT_LEVEL = "info";

const KNOWN_CLIENTS = 10_000;

function chosen(): BoundedMap<string, string> {
  return single("log-levels", () => new BoundedMap<string, string>(KNOWN_CLIENTS));
}

/**
 * `logging/setLevel` of the 2025 revisions, where the level belongs to a session. The gateway has none: the level holds
 * for requests of the same key, User-Agent and address, in this process. Other replicas send from `info` on.
 * @throws RpcError when there is no such level
 */
export function chooseLogLevel(requester: Requester, level: unknown): void {
  if (typeof level !== "string" || !LEVELS.includes(level)) {
    throw invalidParams(`params.level must be one of ${LEVELS.join(", ")}`);
  }
  chosen().set(clientIdentity(requester), level);
}

/**
 * The least severe log messages that the client of a request gets from `upstream`; null for none, which is what those
 * of the 2026 revision get that do not ask.
 */
export function leastLogLevel({ envelope, requester }: McpRequest, { capabilities }: UpstreamSnapshot): string | null {
  if (envelope.era === "modern") {
    const asked = envelope.meta[META.logLevel];
    return typeof asked === "string" ? asked : null;
  }
  if (capabilities.logging === undefined) return DEFAULT_LEVEL;
  return chosen().get(clientIdentity(requester)) ?? DEFAULT_LEVEL;
}

/**
 * The parameters for a server of the 2026 revision, which sends log messages to those alone who ask with each request,
 * as clients of the 2025 revisions do not.
 */
export function askingForLog(request: McpRequest, upstream: UpstreamSnapshot, params: JsonObject): JsonObject {
  if (request.envelope.era === "modern" || upstream.capabilities.logging === undefined) return params;
  const meta = isObject(params._meta) ? params._meta : {};
  return { ...params, _meta: { ...meta, [META.logLevel]: leastLogLevel(request, upstream) } };
}

/** Whether a message of this level is wanted by one who wants `least`; levels nobody knows are. */
export function isSevereEnough(level: unknown, least: string): boolean {
  const rank = typeof level === "string" ? LEVELS.indexOf(level) : -1;
  return rank < 0 || rank >= LEVELS.indexOf(least);
}
