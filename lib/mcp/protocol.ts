/** Constants and functions of the Model Context Protocol that both sides of the gateway use. */

import { type ExactNumber, isExactNumber } from "#lib/text/exact-numbers";

/** The revision without handshake and sessions. Every request is independent. */
export const MODERN_VERSION = "2026-07-28";
/** The revisions that begin with `initialize`, newest first. */
export const LEGACY_VERSIONS = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05", "2024-10-07"] as const;
export const LATEST_LEGACY_VERSION = LEGACY_VERSIONS[0];

export type Era = "modern" | "legacy";

/** Reserved keys of `_meta` (2026-07-28, "Request metadata"). */
export const META = {
  protocolVersion: "io.modelcontextprotocol/protocolVersion",
  clientInfo: "io.modelcontextprotocol/clientInfo",
  clientCapabilities: "io.modelcontextprotocol/clientCapabilities",
  logLevel: "io.modelcontextprotocol/logLevel",
  serverInfo: "io.modelcontextprotocol/serverInfo",
  subscriptionId: "io.modelcontextprotocol/subscriptionId",
} as const;

export const RPC_CODE = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  /** Sent by older servers for a resource that does not exist. */
  resourceNotFound: -32002,
  headerMismatch: -32020,
  missingCapability: -32021,
  unsupportedVersion: -32022,
} as const;

/** The notifications about changed lists, by capability. `filter` is the field that subscribes to the notification. */
export const LIST_CHANGES = {
  tools: { filter: "toolsListChanged", notification: "notifications/tools/list_changed" },
  prompts: { filter: "promptsListChanged", notification: "notifications/prompts/list_changed" },
  resources: { filter: "resourcesListChanged", notification: "notifications/resources/list_changed" },
} as const;

export type RpcId = string | number | ExactNumber;
export type JsonObject = Record<string, unknown>;

/** Whether a value of JSON is an object. A number that is kept exactly is none, although JavaScript calls it one. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isExactNumber(value);
}

/** The name of Latchkey, towards clients as a server and towards servers as a client. */
export const IMPLEMENTATION = { name: "latchkey", title: "Latchkey", version: "0.1.0" } as const;

/** The `User-Agent` of every request that Latchkey sends. */
export const USER_AGENT = `${IMPLEMENTATION.name}/${IMPLEMENTATION.version}`;

const SENTINEL = /^=\?base64\?([A-Za-z0-9+/]*={0,2})\?=$/;
const PLAIN_HEADER = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** Encodes a value for `Mcp-Name` or `Mcp-Param-*`: unchanged when a header can hold it, else in base64 (SEP-2243). */
export function encodeHeader(value: string): string {
  if (value === "" || (PLAIN_HEADER.test(value) && !value.startsWith("=?base64?"))) return value;
  return `=?base64?${Buffer.from(value, "utf8").toString("base64")}?=`;
}

/** Decodes the value of such a header; null when it is marked as base64 but is no base64. */
export function decodeHeader(header: string): string | null {
  if (!header.startsWith("=?base64?")) return header;
  const match = SENTINEL.exec(header);
  if (!match?.[1]) return null;
  const bytes = Buffer.from(match[1], "base64");
  return bytes.toString("base64") === match[1] ? bytes.toString("utf8") : null;
}

/** The part of `params` that `Mcp-Name` repeats for each method. */
export const NAME_FIELD: Readonly<Record<string, "name" | "uri">> = {
  "tools/call": "name",
  "prompts/get": "name",
  "resources/read": "uri",
};
