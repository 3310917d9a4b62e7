import { text as readText } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BoundedMap } from "#lib/bounds/bounded-map";
import { FairShares } from "#lib/bounds/fair-shares";
import { MINUTE_MS } from "#lib/clock";
import { isObject, type JsonObject } from "#lib/mcp/protocol";
import { forget, provide } from "#lib/process";
import { declineServerRequest } from "#lib/upstreams/calls/decline-server-request";
import {
  closeLegacySessions,
  forgetLegacySession,
  type LegacySession,
  legacySession,
} from "#lib/upstreams/calls/legacy-session";
import { sendOneWay } from "#lib/upstreams/calls/session-messages";
import { provideTestEnv } from "#testing/databases/use-database";
import { EVENTUALLY } from "#testing/machine/slowness";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

provideTestEnv();

const { signal } = new AbortController();
const session: LegacySession = {
  id: "s",
  protocolVersion: "2025-06-18",
  nextRequestId: 1,
  hasAnswered: false,
  hasFailed: false,
  doubts: 0,
  renewedAtMs: null,
  inVainAtMs: new Map(),
};

let server: RunningServer;
/** The methods of all messages, and DELETE with the session that it ended. */
let seen: unknown[];
let opened: number;
let keepsSessions: boolean;
/** Text before the answer to `initialize`, in an event stream; null for an answer as JSON. */
let eventsBefore: string | null;

beforeEach(async () => {
  forget("legacy-sessions");
  [seen, opened, keepsSessions, eventsBefore] = [[], 0, true, null];
  server = await startHttpServer(async (request, response) => {
    if (request.method === "DELETE") {
      seen.push(`DELETE ${request.headers["mcp-session-id"]}`);
      return response.end();
    }
    const message: unknown = JSON.parse(await readText(request));
    if (!isObject(message)) return response.writeHead(400).end();
    seen.push(message.method);
    // A server that never answers what is sent to it one-way.
    if (message.method === undefined) return;
    if (message.method !== "initialize") return response.writeHead(202).end();
    opened += 1;
    if (keepsSessions) response.setHeader("mcp-session-id", `session-${opened}`);
    const result = { protocolVersion: "2025-06-18", capabilities: {}, serverInfo: { name: "s", version: "1" } };
    const answer = JSON.stringify({ jsonrpc: "2.0", id: message.id, result });
    if (eventsBefore === null) response.setHeader("content-type", "application/json").end(answer);
    else response.setHeader("content-type", "text/event-stream").end(`${eventsBefore}data: ${answer}\n\n`);
  });
});

afterEach(async () => {
  vi.useRealTimers();
  await server.stop();
});

const of = (key: string) => ({ key, owner: `owner of ${key}` });
const upstream = () => upstreamSnapshot({ url: `${server.url}/mcp`, origin: server.url, connection: server.url });

describe("the session of a key", () => {
  test("is opened once, also for requests at the same time, and is another one for another key", async () => {
    const both = await Promise.all([1, 2].map(() => legacySession(upstream(), of("a"), signal)));
    expect(both.map(({ id }) => id)).toEqual(["session-1", "session-1"]);
    expect((await legacySession(upstream(), of("b"), signal)).id).toBe("session-2");
    expect((await legacySession(upstream(), of("a"), signal)).id).toBe("session-1");
    expect(seen).toEqual(["initialize", "notifications/initialized", "initialize", "notifications/initialized"]);
  });

  test("is opened once for all keys at a server that keeps no sessions", async () => {
    keepsSessions = false;
    for (const key of ["a", "b", "a"]) expect((await legacySession(upstream(), of(key), signal)).id).toBeNull();
    expect(opened).toBe(1);
  });

  test("is opened again once it is forgotten, but not when a newer session has replaced it", async () => {
    const first = await legacySession(upstream(), of("a"), signal);
    forgetLegacySession(upstream(), "a", first);
    expect((await legacySession(upstream(), of("a"), signal)).id).toBe("session-2");
    forgetLegacySession(upstream(), "a", first);
    expect((await legacySession(upstream(), of("a"), signal)).id).toBe("session-2");
  });

  test("is opened by the answer to initialize, also when other events come before it", async () => {
    const other = { jsonrpc: "2.0", id: "other", result: { protocolVersion: "2024-11-05" } };
    const note = { jsonrpc: "2.0", method: "notifications/message", params: {} };
    eventsBefore = [other, note].map((message) => `data: ${JSON.stringify(message)}\n\n`).join("");
    expect(await legacySession(upstream(), of("a"), signal)).toMatchObject({ protocolVersion: "2025-06-18" });
  });

  test("cannot be opened at a server that answers with an error, and is tried again the next time", async () => {
    const silent = upstreamSnapshot({ url: "http://127.0.0.1:1/mcp", origin: "http://127.0.0.1:1" });
    await expect(legacySession(silent, of("a"), signal)).rejects.toMatchObject({ name: "UpstreamError" });
    await expect(legacySession(silent, of("a"), signal)).rejects.toMatchObject({ name: "UpstreamError" });
  });

  test("is ended at its server after half an hour without use, and not before", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
    await legacySession(upstream(), of("idle"), signal);
    await vi.advanceTimersByTimeAsync(20 * MINUTE_MS);
    await legacySession(upstream(), of("busy"), signal);
    await vi.advanceTimersByTimeAsync(9 * MINUTE_MS);
    expect(seen).not.toContain("DELETE session-1");
    await vi.advanceTimersByTimeAsync(3 * MINUTE_MS);
    await vi.waitFor(() => expect(seen).toContain("DELETE session-1"), EVENTUALLY);
    expect(seen).not.toContain("DELETE session-2");
    expect((await legacySession(upstream(), of("busy"), signal)).id).toBe("session-2");
  });

  test("takes the place of the same owner's session that was used longest ago, never of another owner's", async () => {
    const shares = new FairShares({ limit: 8 });
    provide("legacy-sessions", { held: new BoundedMap(8), shares, sessionless: new BoundedMap(8), first: new Map() });
    const open = (key: string, owner: string) => legacySession(upstream(), { key, owner }, signal);
    await open("mia's", "mia");
    for (let n = 0; n < 20; n += 1) await open(`key ${n}`, "ada");
    // Six places are the part of the workspace, and two of them are kept for owners that hold few.
    expect(shares.heldBy("owner", { owner: "ada" })).toBe(3);
    await vi.waitFor(() => expect(seen.filter((one) => String(one).startsWith("DELETE"))).toHaveLength(17), EVENTUALLY);
    expect(seen).not.toContain("DELETE session-1");
    expect((await open("mia's", "mia")).id).toBe("session-1");
    await closeLegacySessions();
    expect([shares.used, shares.holders]).toEqual([0, 0]);
  });

  test("is ended at its server when the process ends", async () => {
    await legacySession(upstream(), of("a"), signal);
    await closeLegacySessions();
    expect(seen.at(-1)).toBe("DELETE session-1");
  });
});

test("ignores a message that cannot be written as JSON or cannot be sent", async () => {
  const depth = 100_000;
  const id: unknown = JSON.parse("[".repeat(depth) + "]".repeat(depth));
  await expect(sendOneWay(upstreamSnapshot(), session, { id, result: {} })).resolves.toBeUndefined();
  await expect(sendOneWay(upstreamSnapshot(), session, { id: 1, result: {} })).resolves.toBeUndefined();
});

test("sends at most eight answers at once to a server that asks without end", async () => {
  const question: JsonObject = { id: 1, method: "elicitation/create" };
  for (let count = 0; count < 20; count += 1) declineServerRequest(upstream(), session, question);
  await vi.waitFor(() => expect(seen.length).toBeGreaterThanOrEqual(8), EVENTUALLY);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(seen).toHaveLength(8);
});
