import { SECOND_MS } from "#lib/clock";
import { type Era, isObject, type JsonObject, LATEST_LEGACY_VERSION, META, MODERN_VERSION } from "#lib/mcp/protocol";
import { INITIALIZE_ID, INTRODUCTION_MAX_BYTES, initialize } from "#lib/upstreams/calls/initialize";
import { latchkeyMeta } from "#lib/upstreams/calls/latchkey-meta";
import { endAtServer, sendInitialized, sessionHeaders } from "#lib/upstreams/calls/session-messages";
import type { Introduction } from "#lib/upstreams/catalogue/content";
import { isUpstreamError } from "#lib/upstreams/catalogue/failure";
import type { UpstreamTarget } from "#lib/upstreams/reading/target";
import { type Answered, ask } from "#lib/upstreams/wire/ask";
import type { ServerAddress } from "#lib/upstreams/wire/server-address";

type Limits = { maxBytes: number; signal: AbortSignal };

/** A server that has introduced itself. */
export type Conversation = {
  /** The name of the server, for sentences. */
  name: string;
  introduction: Introduction;
  /** Asks for a result. @throws UpstreamError */
  request(method: string, params: JsonObject, limits: Limits): Promise<Answered>;
  /** Ends the session, if the server keeps one. Never rejects. */
  close(): Promise<void>;
};

/**
 * The times for a server's introduction. `server/discover` is a question that servers of the 2025 revisions do not know,
 * and some never answer it. So it has a short time, and `initialize` has a time of its own.
 */
const TIMES = { probeMs: 3 * SECOND_MS, introductionMs: 10 * SECOND_MS };
const GOODBYE_MS = 2 * SECOND_MS;

/**
 * Connects to an MCP server over Streamable HTTP, in the revision that it speaks. Redirects are followed only within the
 * server's own origin, so no other server gets the headers.
 *
 * Whatever the server does with the probe, its failure means nothing: `initialize` decides. A server of the 2026 revision
 * that woke up too slowly for the probe does not know `initialize`, and is probed once more.
 * @param times only tests pass it
 * @throws UpstreamError when the server cannot be reached, refuses, or does not speak MCP
 */
export async function connectUpstream(target: UpstreamTarget, times = TIMES): Promise<Conversation> {
  const server = addressOf(target);
  const modern = await probe(server, times.probeMs);
  if (modern.introduction) return converseModern(server, modern.introduction);
  try {
    return await converseLegacy(server, times.introductionMs);
  } catch (error) {
    const isAnswered = isUpstreamError(error) && error.code !== "TIMED_OUT";
    const second = modern.isLate && isAnswered ? await probe(server, times.introductionMs) : null;
    if (second?.introduction) return converseModern(server, second.introduction);
    throw error;
  }
}

function addressOf({ name, url, headers }: UpstreamTarget): ServerAddress {
  const { origin, pathname, search } = new URL(url);
  // The names are in lower case, so that the protocol's own headers replace them instead of being sent beside them.
  const lower = Object.fromEntries(headers.map((header) => [header.name.toLowerCase(), header.value]));
  return { name, url, origin, path: pathname + search, headers: lower };
}

type Probed = { introduction: Introduction | null; isLate: boolean };

async function probe(server: ServerAddress, timeoutMs: number): Promise<Probed> {
  try {
    const limits = { maxBytes: INTRODUCTION_MAX_BYTES, signal: AbortSignal.timeout(timeoutMs) };
    const { result } = await requestModern(server, 1, "server/discover", {}, limits);
    const { supportedVersions } = result;
    const isModern = Array.isArray(supportedVersions) && supportedVersions.includes(MODERN_VERSION);
    if (!isModern) return { introduction: null, isLate: false };
    const meta = isObject(result._meta) ? result._meta[META.serverInfo] : undefined;
    return { introduction: introductionOf("modern", MODERN_VERSION, result, meta ?? result.serverInfo), isLate: false };
  } catch (error) {
    return { introduction: null, isLate: isUpstreamError(error) && error.code === "TIMED_OUT" };
  }
}

async function requestModern(
  server: ServerAddress,
  id: number,
  method: string,
  params: JsonObject,
  limits: Limits,
): Promise<Answered> {
  const headers = { "mcp-protocol-version": MODERN_VERSION, "mcp-method": method };
  const question = { id, method, params: { ...params, _meta: latchkeyMeta() }, headers, ...limits };
  return ask(server, question);
}

function converseModern(server: ServerAddress, introduction: Introduction): Conversation {
  let nextId = 2;
  return {
    name: server.name,
    introduction,
    request: (method, params, limits) => requestModern(server, nextId++, method, params, limits),
    close: async () => {},
  };
}

async function converseLegacy(server: ServerAddress, timeoutMs: number): Promise<Conversation> {
  const { sessionId: id, protocolVersion, result } = await initialize(server, LATEST_LEGACY_VERSION, timeoutMs);
  const session = { id, protocolVersion };
  let nextId = INITIALIZE_ID + 1;
  await sendInitialized(server, session);
  return {
    name: server.name,
    introduction: introductionOf("legacy", protocolVersion, result, result.serverInfo),
    request: (method, params, limits) => {
      const question = { id: nextId++, method, params, headers: sessionHeaders(session), ...limits };
      return ask(server, question);
    },
    close: () => endAtServer(server, session, GOODBYE_MS),
  };
}

function introductionOf(era: Era, protocolVersion: string, result: JsonObject, serverInfo: unknown): Introduction {
  const { title, name, version } = isObject(serverInfo) ? serverInfo : {};
  return {
    era,
    protocolVersion,
    serverName: textOf(title) ?? textOf(name) ?? "",
    serverVersion: textOf(version) ?? "",
    instructions: textOf(result.instructions),
    capabilities: offeredCapabilities(result.capabilities),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Null means absent, also for a capability, and so does false. */
function offeredCapabilities(capabilities: unknown): JsonObject {
  if (!isObject(capabilities)) return {};
  return Object.fromEntries(Object.entries(capabilities).filter(([, value]) => value !== null && value !== false));
}
