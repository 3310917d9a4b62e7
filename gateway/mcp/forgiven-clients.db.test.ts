import { beforeEach, describe, expect, test } from "vitest";
import { META, MODERN_VERSION } from "#lib/mcp/protocol";
import { post } from "#testing/clients/post";
import { connectRaw, requestOf } from "#testing/clients/raw-client";
import { useDatabase } from "#testing/databases/use-database";
import { useGateway } from "#testing/machine/use-gateway";
import { startModernServer } from "#testing/servers/mcp-servers";
import { type SessionServer, startSessionServer } from "#testing/servers/session-server";

useDatabase();
const world = useGateway({ servers: { notebook: startModernServer } });

const LIST = { method: "tools/list" };
const envelope = { [META.protocolVersion]: MODERN_VERSION, [META.clientCapabilities]: {} };

/** Sends a message whose headers come in these lines, which `fetch` would join. */
async function sendLines(message: object, lines: [string, string][]): Promise<{ status: number; body: string }> {
  const client = await connectRaw(world.origin);
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, ...message });
  const more = [...lines, ["connection", "close"]].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  client.socket.write(requestOf(world.origin, world.token, body).replace("\r\n\r\n", `\r\n${more}\r\n`));
  const answered = await client.hungUp;
  return { status: Number(answered.split(" ", 2)[1]), body: answered.slice(answered.indexOf("\r\n\r\n") + 4) };
}

describe("a header that comes twice", () => {
  const VERSION = "MCP-Protocol-Version";

  test.each(["2025-06-18", "2025-11-25"])("with the revision %s counts once", async (version) => {
    const twice: [string, string][] = [
      [VERSION, version],
      [VERSION.toLowerCase(), version],
    ];
    expect((await sendLines(LIST, twice)).status).toBe(200);
    // The client may have joined the two by itself.
    for (const joined of [`${version}, ${version}`, `${version},${version}`, `${version}, ${version}, ${version}`]) {
      expect((await world.post(LIST, { "mcp-protocol-version": joined })).status).toBe(200);
    }
  });

  test("with the newest revision, its method and its name counts once", async () => {
    const params = { name: "notebook__list_notes", _meta: envelope };
    const headers: [string, string][] = [
      [VERSION, MODERN_VERSION],
      ["Mcp-Method", "tools/call"],
      ["Mcp-Name", "notebook__list_notes"],
    ];
    const { status, body } = await sendLines({ method: "tools/call", params }, [...headers, ...headers]);
    expect([status, body]).toEqual([200, expect.stringContaining('"result"')]);
  });

  test.each([
    ["legacy", {}],
    ["modern", { _meta: envelope }],
  ])("with different revisions is refused, for a %s message", async (_era, params) => {
    const different: [string, string][] = [
      [VERSION, "2025-06-18"],
      [VERSION, MODERN_VERSION],
    ];
    const { status, body } = await sendLines({ ...LIST, id: "x", params }, different);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      id: "x",
      error: {
        message: `The header ${VERSION} has different values: 2025-06-18 and ${MODERN_VERSION}. Send one of them.`,
      },
    });
  });

  test("with a different name is refused, and a name may hold a comma", async () => {
    const call = (name: string, header: string) =>
      world.postModern({ method: "tools/call", params: { name } }, { "mcp-name": header });
    expect((await call("a, b", "a, b")).body.error?.code).toBe(-32602);
    expect((await call("a, a", "a, a")).body.error?.code).toBe(-32602);
    expect((await call("a", "a, a")).body.error?.code).toBe(-32602);
    expect((await call("a", "a, b")).body.error?.code).toBe(-32020);
    expect((await call("", ", ")).status).not.toBe(500);
  });
});

test.each(["2027-01-01", "x", MODERN_VERSION, "1999-01-01"])(
  "initialize is negotiated although its header names %s",
  async (version) => {
    const params = { protocolVersion: version, capabilities: {}, clientInfo: { name: "new", version: "1" } };
    const { status, body } = await world.post({ method: "initialize", params }, { "mcp-protocol-version": version });
    expect([status, body.result?.protocolVersion]).toEqual([200, "2025-11-25"]);
  },
);

test.each(["/mcp/", "/mcp/inspector", "/mcp/inspector/", "/mcp/?x=1"])("%s is the endpoint too", async (path) => {
  expect((await post(world.origin + path, world.token, LIST)).body.result).toBeDefined();
  expect((await post(world.origin + path, null, LIST)).status).toBe(401);
});

test.each(["/mcp//", "/mcp/other/", "/mcpx", "//mcp"])("%s is not", async (path) => {
  const response = await fetch(world.origin + path, { method: "POST", redirect: "manual" });
  expect(response.status).toBe(404);
});

describe("null", () => {
  test("instead of params, a cursor or _meta counts as absent", async () => {
    for (const params of [null, { cursor: null }, { _meta: null }, { cursor: null, _meta: { progressToken: null } }]) {
      const { body } = await world.post(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params }));
      expect(body.result?.tools).toBeInstanceOf(Array);
    }
    const optional = { [META.clientInfo]: null, [META.logLevel]: null, progressToken: null };
    const modern = await world.postModern({ method: "tools/list", params: { cursor: null, _meta: optional } });
    expect(modern.body.result?.tools).toBeInstanceOf(Array);
    const params = { protocolVersion: "2025-06-18", capabilities: null, clientInfo: null };
    expect((await world.post({ method: "initialize", params })).body.result?.protocolVersion).toBe("2025-06-18");
  });

  test("instead of arguments and a progress token is not passed on to a server", async () => {
    const sessions = await startSessions();
    const params = { name: "sessions__whoami", arguments: null, _meta: { progressToken: null, "a.b/c": null } };
    expect((await world.post({ method: "tools/call", params })).body.result).toBeDefined();
    const called = sessions.seen.find((one) => one.message.method === "tools/call");
    expect(called?.message.params).toEqual({ name: "whoami", _meta: { "a.b/c": null } });
  });

  test("within arguments belongs to the tool", async () => {
    const sessions = await startSessions();
    const params = {
      name: "sessions__whoami",
      arguments: { note: null, list: [null], _meta: { progressToken: null } },
    };
    await world.post({ method: "tools/call", params });
    const called = sessions.seen.find((one) => one.message.method === "tools/call");
    expect(called?.message.params).toEqual({ ...params, name: "whoami" });
  });
});

describe("a call that its client of the 2025 revisions cancels", () => {
  let sessions: SessionServer;
  beforeEach(async () => {
    sessions = await startSessions();
  });

  /** Calls a tool that never answers, and cancels the call once its server has it. */
  async function cancelled(tool: string, accept: string): Promise<Response> {
    const headers = { authorization: `Bearer ${world.token}`, "content-type": "application/json", accept };
    const send = (message: object) =>
      fetch(world.url, { method: "POST", headers, body: JSON.stringify({ jsonrpc: "2.0", ...message }) });
    const calling = send({ id: 7, method: "tools/call", params: { name: `sessions__${tool}` } });
    await expect.poll(() => sessions.seen.some(({ message }) => message.method === "tools/call")).toBe(true);
    await send({ method: "notifications/cancelled", params: { requestId: 7 } });
    return calling;
  }

  test.each(["silent", "hang"])("ends its stream without a response (%s)", async (tool) => {
    const response = await cancelled(tool, "application/json, text/event-stream");
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    expect((await response.text()).replaceAll(/^:.*$/gm, "").trim()).toBe("");
  });

  test.each(["silent", "hang"])("is answered with an error where the client takes no stream (%s)", async (tool) => {
    const response = await cancelled(tool, "application/json");
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id: 7, error: { data: { errorType: "CANCELLED" } } });
  });
});

async function startSessions(): Promise<SessionServer> {
  let started: SessionServer | undefined;
  await world.connectServer("sessions", async () => {
    started = await startSessionServer();
    return started;
  });
  if (!started) throw new Error("The server has not started.");
  return started;
}
