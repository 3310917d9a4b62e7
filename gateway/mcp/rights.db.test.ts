import { beforeEach, describe, expect, test } from "vitest";
import { DAY_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { env } from "#lib/env";
import { post, postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { makeToken } from "#testing/machine/running-gateway";
import { useGateway } from "#testing/machine/use-gateway";
import { makeWorkspace, NOW, type TestWorkspace } from "#testing/people/factories";
import { startModernServer } from "#testing/servers/mcp-servers";

useDatabase();
const world = useGateway({ servers: { notebook: startModernServer } });

let labs: TestWorkspace;
beforeEach(async () => {
  labs = await makeWorkspace("Labs", [[world.ada, "member"]]);
});

async function toolNames(token: string): Promise<string[]> {
  const { body } = await post(world.url, token, { method: "tools/list" });
  const tools = (body.result?.tools ?? []) as { name: string }[];
  return tools.map((tool) => tool.name);
}

function callTool(token: string, name: string) {
  return post(world.url, token, { method: "tools/call", params: { name, arguments: { text: "x" } } });
}

const refused = () => ({
  code: 401,
  message: "Unauthorized",
  data: {
    errorType: "INVALID_API_KEY",
    message: `API key not found, expired or revoked. Create a new one: ${env().PUBLIC_URL}/keys`,
    requestId: expect.stringMatching(/^req_/),
  },
});

describe("a key stops working with the next request when", () => {
  const endings: [string, (keyId: string) => Promise<unknown>][] = [
    ["it is revoked", (id) => db().key.update({ where: { id }, data: { revokedAt: NOW } })],
    ["its owner is disabled", () => db().user.update({ where: { id: world.ada.id }, data: { disabledAt: NOW } })],
    ["its owner is deleted", () => db().user.delete({ where: { id: world.ada.id } })],
    [
      "it expires",
      async () => {
        world.now = new Date(NOW.getTime() + DAY_MS);
      },
    ],
  ];

  test.each(endings)("%s", async (_name, end) => {
    const { token, keyId } = await world.makeToken({ expiresAt: new Date(NOW.getTime() + DAY_MS) });
    expect((await callTool(token, "notebook__list_notes")).status).toBe(200);
    await end(keyId);
    const { status, body } = await callTool(token, "notebook__list_notes");
    expect(status).toBe(401);
    expect(body).toEqual({ jsonrpc: "2.0", id: 1, error: refused() });
  });
});

describe("a server's tools are gone with the next request when", () => {
  const endings: [string, (keyId: string) => Promise<unknown>][] = [
    [
      "the owner is removed from the workspace",
      () => db().membership.deleteMany({ where: { workspaceId: world.acme.id } }),
    ],
    ["the workspace is deleted", () => db().workspace.delete({ where: { id: world.acme.id } })],
    [
      "the server is disabled",
      () => db().upstream.update({ where: { id: world.upstreamIds.notebook }, data: { disabledAt: NOW } }),
    ],
    ["the server is removed", () => db().upstream.delete({ where: { id: world.upstreamIds.notebook } })],
    [
      "an admin detached the workspace from the key",
      (keyId) => db().keyWorkspace.updateMany({ where: { keyId }, data: { detachedAt: NOW } }),
    ],
  ];

  test.each(endings)("%s", async (_name, end) => {
    const { token, keyId } = await world.makeToken();
    expect((await callTool(token, "notebook__list_notes")).body.result).toBeDefined();
    await end(keyId);
    expect(await toolNames(token)).toEqual(["list_workspaces"]);
    expect((await callTool(token, "notebook__list_notes")).body.error).toMatchObject({ code: -32602 });
  });
});

test("neither lists nor calls a blocked tool, and refuses a writing tool to a read-only key", async () => {
  const { token } = await world.makeToken();
  expect(await toolNames(token)).toEqual(["list_workspaces", "notebook__list_notes"]);
  await setRule("blocked");
  expect(await toolNames(token)).toEqual(["list_workspaces"]);
  const blocked = await callTool(token, "notebook__list_notes");
  expect(blocked.status).toBe(403);
  expect(blocked.body.error?.data).toMatchObject({ errorType: "TOOL_BLOCKED" });
  await setRule("writing");
  expect((await callTool(token, "notebook__list_notes")).body.error?.data).toMatchObject({
    errorType: "INSUFFICIENT_SCOPE",
  });
});

/** Writes the rule and the revision in one transaction, as the operation does. */
async function setRule(access: "blocked" | "writing"): Promise<void> {
  const id = { upstreamId: world.upstreamIds.notebook, toolName: "list_notes" };
  await db().$transaction([
    db().toolRule.upsert({ where: { upstreamId_toolName: id }, create: { ...id, access }, update: { access } }),
    db().upstream.update({ where: { id: world.upstreamIds.notebook }, data: { revision: { increment: 1 } } }),
  ]);
}

describe("scopes", () => {
  test("a read-only key sees and calls only read-only tools, and a full key all tools", async () => {
    const readOnly = await world.makeToken({ scopes: ["mcp:read"] });
    const full = await world.makeToken({ scopes: ["mcp:full"] });
    expect(await toolNames(readOnly.token)).toEqual(["list_workspaces", "notebook__list_notes"]);
    expect(await toolNames(full.token)).toContain("notebook__shout");
    expect(await toolNames(readOnly.token)).toEqual(["list_workspaces", "notebook__list_notes"]);
    expect((await callTool(full.token, "notebook__add_note")).body.result).toBeDefined();

    const refused = await callTool(readOnly.token, "notebook__add_note");
    expect(refused.status).toBe(403);
    expect(refused.body.error).toMatchObject({
      code: 403,
      message: "Forbidden",
      data: { errorType: "INSUFFICIENT_SCOPE", requiredScope: "mcp:full" },
    });
    expect(refused.headers.get("www-authenticate")).toMatch(/error="insufficient_scope", scope="mcp:full"/);
  });

  const methods: [string, Record<string, unknown>, string][] = [
    ["tools/list", {}, "mcp:tools:list"],
    ["tools/call", { name: "notebook__list_notes" }, "mcp:tools:call"],
    ["resources/list", {}, "mcp:resources:read"],
    ["resources/templates/list", {}, "mcp:resources:read"],
    ["resources/read", { uri: "note://one" }, "mcp:resources:read"],
    ["prompts/list", {}, "mcp:read"],
    ["prompts/get", { name: "notebook__summarise", arguments: { tone: "dry" } }, "mcp:read"],
    ["completion/complete", { ref: { type: "ref/prompt", name: "notebook__summarise" } }, "mcp:read"],
  ];

  test.each(methods)("%s needs its own scope, in both eras", async (method, params, scope) => {
    const other = scope === "mcp:tools:list" ? "mcp:resources:read" : "mcp:tools:list";
    const { token } = await world.makeToken({ scopes: [other] });
    for (const send of [post, postModern]) {
      const refused = await send(world.url, token, { method, params });
      expect(refused.status).toBe(403);
      expect(refused.body.error?.data).toMatchObject({ errorType: "INSUFFICIENT_SCOPE", requiredScope: scope });
    }
  });

  test("an unknown scope grants nothing", async () => {
    const { token } = await world.makeToken({ scopes: ["mcp:everything"] });
    expect((await post(world.url, token, { method: "tools/list" })).status).toBe(403);
  });
});

describe("names and reach", () => {
  test("names start with the workspace when a key reaches several workspaces", async () => {
    const { token } = await makeToken(world.ada, [world.acme, labs]);
    expect(await toolNames(token)).toEqual(["list_workspaces", `${world.acme.slug}__notebook__list_notes`]);
    expect((await callTool(token, `${world.acme.slug}__notebook__list_notes`)).body.result).toBeDefined();
  });

  test("a single server may show its names without a prefix", async () => {
    await db().upstream.update({
      where: { id: world.upstreamIds.notebook },
      data: { unprefixed: true, revision: { increment: 1 } },
    });
    const { token } = await world.makeToken();
    expect(await toolNames(token)).toEqual(["list_workspaces", "list_notes"]);
    expect((await callTool(token, "list_notes")).body.result).toBeDefined();
  });

  test("list_workspaces shows what the key reaches, also without a server or the right to call tools", async () => {
    const { token } = await makeToken(world.ada, [labs], { scopes: ["mcp:resources:read"] });
    const { body } = await callTool(token, "list_workspaces");
    expect(body.result?.structuredContent).toEqual({
      scopes: ["mcp:resources:read"],
      workspaces: [{ slug: labs.slug, name: "Labs", servers: [] }],
    });
  });

  test("a key reaches nothing of a workspace that it was not given, although its owner is a member", async () => {
    const { token } = await makeToken(world.ada, [labs]);
    expect(await toolNames(token)).toEqual(["list_workspaces"]);
    expect((await callTool(token, "notebook__list_notes")).body.error).toMatchObject({ code: -32602 });
    const read = await post(world.url, token, { method: "resources/read", params: { uri: "note://one" } });
    expect(read.body.error).toMatchObject({ code: -32602, data: { uri: "note://one" } });
  });
});
