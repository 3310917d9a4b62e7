import type { ClientMessage } from "#lib/gateway/messages/message";
import { RpcError } from "#lib/gateway/messages/rpc-error";
import {
  decodeHeader,
  isObject,
  type JsonObject,
  LEGACY_VERSIONS,
  META,
  MODERN_VERSION,
  NAME_FIELD,
  RPC_CODE,
} from "#lib/mcp/protocol";
import { beginningOf } from "#lib/text/beginning-of";

/** The standard headers of a request (2026-07-28, "Streamable HTTP"). Null for a header that is absent. */
export type ProtocolHeaders = { version: string | null; method: string | null; name: string | null };

/** The era of a message, and how its client names itself. */
export type Envelope =
  | { era: "modern"; meta: JsonObject; client: { name: string; version: string } | null }
  | { era: "legacy" };

/**
 * Decides the era by the body, as the protocol demands: a request with the envelope in `_meta` is modern. Then checks
 * that headers and body agree.
 * @throws RpcError with HTTP 400
 */
export function readEnvelope(message: ClientMessage, sent: ProtocolHeaders): Envelope {
  const headers: ProtocolHeaders = {
    version: onlyValue("MCP-Protocol-Version", sent.version),
    method: onlyValue("Mcp-Method", sent.method),
    name: sent.name,
  };
  if (message.kind === "response") return { era: "legacy" };
  const meta = isObject(message.params._meta) ? message.params._meta : null;
  if (message.kind === "notification") return readNotification(message.method, meta, headers);
  if (meta && META.protocolVersion in meta) return readModern(message, meta, headers);
  // `initialize` negotiates the revision in its body, so a client may name one in the header that nobody knows yet.
  if (message.method === "initialize") return { era: "legacy" };
  if (headers.version !== MODERN_VERSION) {
    checkLegacyVersion(headers.version);
    return { era: "legacy" };
  }
  const missing = [META.protocolVersion, META.clientCapabilities].filter((key) => !meta || !(key in meta));
  throw new RpcError(
    RPC_CODE.invalidParams,
    `MCP-Protocol-Version names ${headers.version}, but params._meta lacks ${missing.join(" and ")}`,
    { status: 400, data: { envelope: { missing } } },
  );
}

/** How much of a wrong header an error repeats, in characters. */
const SAID_MAX = 200;

/**
 * The value of a header that holds a single word. Some clients send it twice, and Node and `fetch` join the two with a
 * comma.
 * @throws RpcError with HTTP 400 when the values differ, because a proxy in front may have looked at another one
 */
function onlyValue(name: string, header: string | null): string | null {
  if (header === null || !header.includes(",")) return header;
  const values = new Set(header.split(",").flatMap((part) => part.trim() || []));
  const [value = null] = values;
  if (values.size <= 1) return value;
  const said = beginningOf([...values].join(" and "), SAID_MAX);
  throw new RpcError(RPC_CODE.headerMismatch, `The header ${name} has different values: ${said}. Send one of them.`, {
    status: 400,
  });
}

function readModern(
  message: ClientMessage & { kind: "request" },
  meta: JsonObject,
  headers: ProtocolHeaders,
): Envelope {
  const { version, client } = readMeta(meta);
  if (headers.version !== null && headers.version !== version) {
    throw mismatch(`the body names protocol version ${version}, MCP-Protocol-Version names ${headers.version}`);
  }
  if (headers.method !== null && headers.method !== message.method) {
    throw mismatch(`the body names method ${message.method}, Mcp-Method names ${headers.method}`);
  }
  if (version !== MODERN_VERSION) {
    const data = { supported: [MODERN_VERSION], requested: version };
    throw new RpcError(RPC_CODE.unsupportedVersion, `Unsupported protocol version: ${version}`, { status: 400, data });
  }
  if (headers.version === null) throw mismatch("the header MCP-Protocol-Version is missing");
  if (headers.method === null) throw mismatch("the header Mcp-Method is missing");
  checkName(message, headers.name);
  return { era: "modern", meta, client };
}

type Meta = { version: string; client: { name: string; version: string } | null };

/** Checks the envelope (2026-07-28, "Request metadata"). */
function readMeta(meta: JsonObject): Meta {
  const { protocolVersion, clientInfo, clientCapabilities, logLevel } = META;
  const version = meta[protocolVersion];
  if (typeof version !== "string") throw invalidMeta(protocolVersion, "must be a string");
  if (!isObject(meta[clientCapabilities])) throw invalidMeta(clientCapabilities, "must be an object");
  const level = meta[logLevel];
  if (level !== undefined && typeof level !== "string") throw invalidMeta(logLevel, "must be a string");
  const client = meta[clientInfo];
  if (client === undefined) return { version, client: null };
  if (!isClientInfo(client)) throw invalidMeta(clientInfo, "must be an object with name and version, both strings");
  return { version, client };
}

function isClientInfo(value: unknown): value is { name: string; version: string } {
  return isObject(value) && typeof value.name === "string" && typeof value.version === "string";
}

function invalidMeta(key: string, rule: string): RpcError {
  const data = { envelope: { key } };
  return new RpcError(RPC_CODE.invalidParams, `params._meta["${key}"] ${rule}`, { status: 400, data });
}

function checkName(message: ClientMessage & { kind: "request" }, header: string | null): void {
  const field = Object.hasOwn(NAME_FIELD, message.method) ? NAME_FIELD[message.method] : undefined;
  const inBody = field && message.params[field];
  if (typeof inBody !== "string") return;
  if (header === null) throw mismatch(`the body names ${inBody}, but the header Mcp-Name is missing`);
  const decoded = decodeHeader(header);
  if (decoded === inBody) return;
  // A name may hold a comma, so the whole header is compared first.
  const half = halfOf(header);
  if (half !== null && decodeHeader(half) === inBody) return;
  if (decoded === null) throw mismatch("the header Mcp-Name is not valid base64");
  throw mismatch(`the body names ${inBody}, Mcp-Name names ${decoded}`);
}

/** The value of a header that was sent twice, "a" for "a, a"; null for any other header. */
export function halfOf(header: string): string | null {
  const length = (header.length - 2) / 2;
  const half = header.slice(0, Math.max(length, 0));
  return half !== "" && header === `${half}, ${half}` ? half : null;
}

/** Reads the envelope of a notification. It has no answer with a body, so only a contradiction is refused. */
function readNotification(method: string, meta: JsonObject | null, headers: ProtocolHeaders): Envelope {
  const version = meta?.[META.protocolVersion];
  if ((version ?? headers.version) !== MODERN_VERSION) return { era: "legacy" };
  if (typeof version === "string" && headers.version !== null && headers.version !== version) {
    throw mismatch(`the body names protocol version ${version}, MCP-Protocol-Version names ${headers.version}`);
  }
  if (headers.method !== null && headers.method !== method) {
    throw mismatch(`the body names method ${method}, Mcp-Method names ${headers.method}`);
  }
  return { era: "modern", meta: meta ?? {}, client: null };
}

/** Refuses a version that nobody knows. A request without the header comes from an old client, which is served too. */
function checkLegacyVersion(version: string | null): void {
  if (version === null || (LEGACY_VERSIONS as readonly string[]).includes(version)) return;
  const supported = [MODERN_VERSION, ...LEGACY_VERSIONS];
  const message = `Unsupported protocol version: ${version}. Supported are ${supported.join(", ")}.`;
  throw new RpcError(RPC_CODE.invalidRequest, message, { status: 400, data: { supported, requested: version } });
}

/** 400 for a request whose headers and body contradict each other. */
export function mismatch(what: string): RpcError {
  return new RpcError(RPC_CODE.headerMismatch, `Headers and body disagree: ${what}`, { status: 400 });
}
