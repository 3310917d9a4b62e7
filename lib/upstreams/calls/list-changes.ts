import { isObject, type JsonObject, LIST_CHANGES, MODERN_VERSION } from "#lib/mcp/protocol";
import { declineServerRequest } from "#lib/upstreams/calls/decline-server-request";
import { eraOf } from "#lib/upstreams/calls/era";
import { latchkeyMeta } from "#lib/upstreams/calls/latchkey-meta";
import { forgetLegacySession, legacySession } from "#lib/upstreams/calls/legacy-session";
import { sessionHeaders } from "#lib/upstreams/calls/session-messages";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";
import { contentType, eventsOf, exchange, parseJson, toUpstreamError } from "#lib/upstreams/wire/exchange";
import type { HttpAnswer } from "#lib/upstreams/wire/http-answer";

const METHODS: ReadonlySet<unknown> = new Set(Object.values(LIST_CHANGES).map((list) => list.notification));

/** The name of Latchkey's own session at servers of the 2025 revisions. It belongs to no key. */
const OWN_SESSION = "latchkey";

/** Whether a server says that it announces changes of its lists. */
export function tellsOfChanges({ capabilities }: UpstreamSnapshot): boolean {
  return Object.keys(LIST_CHANGES).some((capability) => announcesChanges(capabilities[capability]));
}

function announcesChanges(capability: unknown): boolean {
  return isObject(capability) && capability.listChanged === true;
}

/**
 * Listens to one server until its stream ends.
 * @param onChange called for each change of one of its lists
 * @returns false when the server offers no such stream
 * @throws UpstreamError when the server cannot be reached or the stream breaks off; AbortError when `signal` fires
 */
export async function listenForChanges(
  upstream: UpstreamSnapshot,
  signal: AbortSignal,
  onChange: () => void,
): Promise<boolean> {
  return eraOf(upstream) === "modern"
    ? listenModern(upstream, signal, onChange)
    : listenLegacy(upstream, signal, onChange);
}

async function listenModern(upstream: UpstreamSnapshot, signal: AbortSignal, onChange: () => void): Promise<boolean> {
  const announced = Object.entries(LIST_CHANGES).filter(([capability]) =>
    announcesChanges(upstream.capabilities[capability]),
  );
  const params = {
    notifications: Object.fromEntries(announced.map(([, { filter }]) => [filter, true])),
    _meta: latchkeyMeta(),
  };
  const response = await exchange(upstream, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": MODERN_VERSION,
      "mcp-method": "subscriptions/listen",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "subscriptions/listen", params }),
    signal,
  });
  return readListChanges(upstream, response, onChange, () => {});
}

/** Listens on the GET stream, where servers of the 2025 revisions send the messages that belong to no call. */
async function listenLegacy(upstream: UpstreamSnapshot, signal: AbortSignal, onChange: () => void): Promise<boolean> {
  const session = await legacySession(upstream, { key: OWN_SESSION, owner: upstream.workspaceId }, signal);
  const headers = { ...sessionHeaders(session), accept: "text/event-stream" };
  const response = await exchange(upstream, { method: "GET", headers, signal });
  const { statusCode: status } = response;
  // A stream that was open before is offered, so another session gets it. 404 alone names the session as the reason.
  const isLost = status === 404 || (session.hasAnswered && status >= 400 && status < 500);
  if (session.id !== null && isLost) {
    forgetLegacySession(upstream, OWN_SESSION, session, status !== 404);
    response.discard();
    return true;
  }
  session.hasAnswered ||= status === 200;
  return readListChanges(upstream, response, onChange, (message) => {
    if (message.id !== undefined) declineServerRequest(upstream, session, message);
  });
}

async function readListChanges(
  upstream: UpstreamSnapshot,
  response: HttpAnswer,
  onChange: () => void,
  onOther: (message: JsonObject) => void,
): Promise<boolean> {
  if (response.statusCode !== 200 || contentType(response) !== "text/event-stream") {
    response.discard();
    // A server with an error (5xx) is asked again later. One that refuses (405 in the 2025 revisions) has no stream.
    return response.statusCode >= 500;
  }
  try {
    for await (const event of eventsOf(response)) {
      const message = event.data === "" ? undefined : parseJson(event.data);
      if (!isObject(message)) continue;
      if (METHODS.has(message.method)) onChange();
      else if (message.method !== undefined) onOther(message);
    }
  } catch (error) {
    response.destroy();
    throw toUpstreamError(error, upstream);
  }
  return true;
}
