import { z } from "zod";
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

/** The standard headers of a request (2026-07-28, "Streamable HTTP"). Null for a header that is absent. */
export type ProtocolHeaders = { version: string | null; method: string | null; name: string | null };

/** The era of a message, and how its client names itself. */
export type Envelope =
  | { era: "modern"; meta: JsonObject; client: { name: string; version: string } | null }
  | { era: "legacy" };

const clientInfo = z.looseObject({ name: z.string(), version: z.string() });
const capability = z.custom<JsonObject>(isObject);

const envelopeSchema = z.looseObject({
  [META.protocolVersion]: z.string(),
  [META.clientInfo]: clientInfo.optional(),
  [META.clientCapabilities]: capability,
  [META.logLevel]: z.string().optional(),
});

/**
 * Decides the era by the body, as the protocol demands: a request with the envelope in `_meta` is modern. Then checks
 * that headers and body agree.
 * @throws RpcError with HTTP 400
 */
export function readEnvelope(message: ClientMessage, headers: ProtocolHeaders): Envelope {
  if (message.kind === "response") return { era: "legacy" };
  const meta = isObject(message.params._meta) ? message.params._meta : null;
  const isModernHeader = headers.version !== null && headers.version >= MODERN_VERSION;
  if (message.kind === "notification") return readNotification(message.method, meta, headers, isModernHeader);
  if (meta && META.protocolVersion in meta) return readModern(message, meta, headers);
  if (!isModernHeader) {
    checkLegacyVersion(headers.version);
    return { era: "legacy" };
  }
  if (message.method === "initialize") {
    throw mismatch(`initialize belongs to earlier revisions, but MCP-Protocol-Version names ${headers.version}`);
  }
  const missing = [META.protocolVersion, META.clientCapabilities].filter((key) => !meta || !(key in meta));
  throw new RpcError(
    RPC_CODE.invalidParams,
    `MCP-Protocol-Version names ${headers.version}, but params._meta lacks ${missing.join(" and ")}`,
    { status: 400, data: { envelope: { missing } } },
  );
}

function readModern(
  message: ClientMessage & { kind: "request" },
  meta: JsonObject,
  headers: ProtocolHeaders,
): Envelope {
  const parsed = envelopeSchema.safeParse(meta);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const key = issue?.path.join(".") ?? "_meta";
    const text = `params._meta is not valid: ${key}: ${issue?.message ?? "invalid"}`;
    throw new RpcError(RPC_CODE.invalidParams, text, { status: 400, data: { envelope: { key } } });
  }
  const version = parsed.data[META.protocolVersion];
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
  return { era: "modern", meta, client: parsed.data[META.clientInfo] ?? null };
}

function checkName(message: ClientMessage & { kind: "request" }, header: string | null): void {
  const field = Object.hasOwn(NAME_FIELD, message.method) ? NAME_FIELD[message.method] : undefined;
  const inBody = field && message.params[field];
  if (typeof inBody !== "string") return;
  if (header === null) throw mismatch(`the body names ${inBody}, but the header Mcp-Name is missing`);
  const decoded = decodeHeader(header);
  if (decoded === null) throw mismatch("the header Mcp-Name is not valid base64");
  if (decoded !== inBody) throw mismatch(`the body names ${inBody}, Mcp-Name names ${decoded}`);
}

/** Reads the envelope of a notification. It has no answer with a body, so only a contradiction is refused. */
function readNotification(
  method: string,
  meta: JsonObject | null,
  headers: ProtocolHeaders,
  isModernHeader: boolean,
): Envelope {
  const version = meta?.[META.protocolVersion];
  const isModern = version === undefined ? isModernHeader : version === MODERN_VERSION;
  if (!isModern) return { era: "legacy" };
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
