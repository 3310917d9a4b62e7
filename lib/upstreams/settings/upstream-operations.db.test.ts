import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { freePort } from "#lib/db/embedded/free-port";
import { type Env, env, provideEnv } from "#lib/env";
import { acceptEncryptionKey } from "#lib/secrets/encryption-key";
import { openHeaders } from "#lib/upstreams/headers";
import { createUpstream } from "#lib/upstreams/settings/create-upstream";
import { setUpstreamDisabled } from "#lib/upstreams/settings/disable-upstream";
import { getUpstream, listUpstreams } from "#lib/upstreams/settings/queries";
import { refreshUpstream } from "#lib/upstreams/settings/refresh-upstream";
import { removeUpstream } from "#lib/upstreams/settings/remove-upstream";
import { createUpstreamSchema, UPSTREAMS_MAX } from "#lib/upstreams/settings/schema";
import { setServerRules } from "#lib/upstreams/settings/set-server-rules";
import { setToolRule } from "#lib/upstreams/settings/set-tool-rule";
import { updateUpstream } from "#lib/upstreams/settings/update-upstream";
import { stillRateLimits } from "#testing/machine/still-rate-limits";
import { callerOf, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";
import {
  type RunningMcpServer,
  type RunningServer,
  startHttpServer,
  startModernServer,
} from "#testing/servers/mcp-servers";

stillRateLimits();
const world = useWorkspace({ acme: { ada: "owner" } });

const SECRET = "Bearer s3cret-value";
let server: RunningMcpServer;

beforeAll(async () => {
  server = await startModernServer();
});
afterAll(() => server.stop());

beforeEach(() => {
  server.requests.length = 0;
});

type Input = {
  name?: string;
  url?: string;
  slug?: string;
  environment?: string;
  headers?: { name: string; value: string }[];
};

function create(input: Input = {}, caller = world.callers.ada, slug = world.acme.slug) {
  return createUpstream(
    caller,
    createUpstreamSchema.parse({ workspace: slug, name: "Notes", url: server.url, ...input }),
  );
}

type Edit = {
  name?: string;
  url?: string;
  slug?: string;
  environment?: string;
  callTimeoutSeconds?: number | null;
  headers?: { name: string; value: string | null }[];
};

function edit(upstreamId: string, input: Edit = {}) {
  const unchanged = { workspace: world.acme.slug, name: "Notes", url: server.url, unprefixed: false, headers: [] };
  return updateUpstream(world.callers.ada, { slug: undefined, ...unchanged, ...input, upstreamId });
}

async function revisionOf(id: string): Promise<number> {
  return (await db().upstream.findUniqueOrThrow({ where: { id } })).revision;
}

async function storedHeaders(id: string) {
  const row = await db().upstream.findUniqueOrThrow({ where: { id } });
  return openHeaders(row.encryptedHeaders, id);
}

const audits = (action: string) => db().auditEvent.findMany({ where: { action }, orderBy: { id: "asc" } });
const refused = (code: string) => expect.objectContaining({ name: "AppError", code });
const later = new Date(NOW.getTime() + 60_000);

describe("saving a new server", () => {
  test("connects to the server and shows its catalogue", async () => {
    const detail = await create();
    expect(detail).toMatchObject({
      name: "Notes",
      slug: "notes",
      status: "connected",
      failure: null,
      catalogueAt: NOW,
      serverName: "Notebook",
      protocolVersion: "2026-07-28",
      toolCount: 4,
      resourceCount: 3,
      promptCount: 1,
    });
    expect(detail.tools.filter((tool) => tool.asksFirst).map(({ name }) => name)).toEqual(["delete_notes"]);
    expect(detail.tools.map(({ name, hint, class: counts }) => [name, hint, counts])).toEqual([
      ["list_notes", "read_only", "read_only"],
      ["add_note", "writing", "writing"],
      ["delete_notes", "destructive", "writing"],
      ["shout", "none", "writing"],
    ]);
    expect(await listUpstreams(world.callers.ada, world.acme.slug)).toMatchObject([
      { id: detail.id, status: "connected", toolCount: 4, resourceCount: 3, promptCount: 1 },
    ]);
  });

  test("puts the server into production by default, and keeps a chosen environment", async () => {
    expect((await create()).environment).toBe("production");
    const { id } = await create({ environment: "staging" });
    expect((await edit(id)).environment).toBe("staging");
    const before = await revisionOf(id);
    expect((await edit(id, { environment: "qa" })).environment).toBe("qa");
    expect(await revisionOf(id)).toBeGreaterThan(before);
    expect((await listUpstreams(world.callers.ada, world.acme.slug)).map((one) => one.environment)).toContain("qa");
  });

  test("saves the server when it cannot be reached, and names the failure", async () => {
    const url = `http://127.0.0.1:${await freePort()}/mcp`;
    const detail = await create({ url });
    expect(detail).toMatchObject({ url, status: "failed", failure: { code: "REFUSED", at: NOW }, toolCount: 0 });
    expect(await getUpstream(world.callers.ada, world.acme.slug, detail.id)).toEqual(detail);
  });

  test("sends the headers, and stores their values encrypted, out of every result and of the audit log", async () => {
    const detail = await create({ headers: [{ name: "Authorization", value: SECRET }] });
    expect(server.requests.every(({ headers }) => headers.authorization === SECRET)).toBe(true);
    expect(detail.headerNames).toEqual(["Authorization"]);
    expect(await storedHeaders(detail.id)).toEqual([{ name: "Authorization", value: SECRET }]);
    const everything = JSON.stringify([detail, await db().upstream.findMany(), await db().auditEvent.findMany()]);
    expect(everything).not.toContain("s3cret");
  });

  test("records who did it", async () => {
    const { id } = await create({ url: `${server.url}?token=s3cret` });
    expect(await audits("upstream.created")).toMatchObject([
      { workspaceId: world.acme.id, actorId: world.ada.id, targetId: id, after: { url: server.url, slug: "notes" } },
    ]);
  });

  test("gives servers with the same name different slugs, also when they are saved at the same time", async () => {
    const details = await Promise.all([create(), create(), create()]);
    expect(details.map(({ slug }) => slug).sort()).toEqual(["notes", "notes-2", "notes-3"]);
  });

  test("refuses a chosen slug that is taken", async () => {
    await create({ slug: "notes" });
    await expect(create({ slug: "notes" })).rejects.toMatchObject({ fields: { slug: expect.any(String) } });
  });

  test("refuses more servers than a workspace may have", async () => {
    const row = { workspaceId: world.acme.id, name: "x", url: server.url, createdAt: NOW, updatedAt: NOW };
    await db().upstream.createMany({
      data: Array.from({ length: UPSTREAMS_MAX }, (_, index) => ({ ...row, id: `ups_${index}`, slug: `s${index}` })),
    });
    await expect(create()).rejects.toEqual(refused("CONFLICT"));
  });

  test("saves text that PostgreSQL would refuse", async () => {
    const odd = await oddServer();
    const detail = await create({ url: odd.url });
    expect(detail.status).toBe("connected");
    expect(detail.tools[0]?.description).toBe("nul \ufffd and half \ufffd");
    await odd.stop();
  });
});

/** A server of the 2025 revisions with a tool whose description has a NUL and a lone surrogate. */
function oddServer(): Promise<RunningServer> {
  const results: Record<string, object> = {
    initialize: {
      protocolVersion: "2025-11-25",
      capabilities: { tools: {} },
      serverInfo: { name: "odd", version: "1" },
    },
    "tools/list": { tools: [{ name: "odd", description: "nul \0 and half \ud800", inputSchema: { type: "object" } }] },
  };
  return startHttpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const message = JSON.parse(Buffer.concat(chunks).toString() || "{}") as { id?: number; method: string };
    const result = results[message.method];
    if (message.id === undefined) return response.writeHead(202).end();
    const answer = result ? { result } : { error: { code: -32601, message: "Method not found" } };
    response.writeHead(200, { "content-type": "application/json" });
    return response.end(JSON.stringify({ jsonrpc: "2.0", id: message.id, ...answer }));
  });
}

describe("with another ENCRYPTION_KEY than before", () => {
  const header = { name: "Authorization", value: SECRET };
  let before: Env;
  beforeEach(() => {
    before = env();
  });
  afterEach(() => {
    provideEnv(before);
  });
  const changeKey = () => provideEnv({ ...before, ENCRYPTION_KEY: randomBytes(32).toString("base64") });

  test("does not connect to a server with headers, and says why", async () => {
    const { id } = await create({ headers: [header] });
    changeKey();
    server.requests.length = 0;
    const detail = await refreshUpstream(world.callers.ada, { workspace: world.acme.slug, upstreamId: id });
    expect(detail).toMatchObject({ status: "stale", failure: { code: "UNAUTHORIZED" } });
    expect(detail.failure?.message).toContain("ENCRYPTION_KEY");
    expect(server.requests).toEqual([]);
  });

  test("asks for the values again at an edit, and connects once the operator has accepted the key", async () => {
    const { id } = await create({ headers: [header] });
    changeKey();
    await expect(edit(id, { headers: [{ ...header, value: null }] })).rejects.toMatchObject({
      fields: { "headers.0.value": expect.stringContaining("again") },
    });
    await expect(edit(id, { headers: [header] })).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await acceptEncryptionKey();
    expect((await edit(id, { headers: [header] })).status).toBe("connected");
  });
});

describe("editing a server", () => {
  test("keeps, replaces, adds and removes single headers", async () => {
    const { id } = await create({
      headers: [
        { name: "X-Kept", value: "kept" },
        { name: "X-Replaced", value: "old" },
        { name: "X-Removed", value: "removed" },
      ],
    });
    const detail = await edit(id, {
      headers: [
        { name: "x-kept", value: null },
        { name: "X-Replaced", value: "new" },
        { name: "X-Added", value: "added" },
      ],
    });
    expect(detail.headerNames).toEqual(["x-kept", "X-Replaced", "X-Added"]);
    expect(await storedHeaders(id)).toEqual([
      { name: "x-kept", value: "kept" },
      { name: "X-Replaced", value: "new" },
      { name: "X-Added", value: "added" },
    ]);
    expect(await audits("upstream.updated")).toMatchObject([
      { details: { replacedHeaders: ["X-Replaced", "X-Added"] } },
    ]);
  });

  test("requires the value of a header that has no stored one", async () => {
    const { id } = await create();
    await expect(edit(id, { headers: [{ name: "X-New", value: null }] })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      fields: { "headers.0.value": "Enter a value." },
    });
  });

  test("never sends a stored value to another origin", async () => {
    const elsewhere = await startModernServer();
    const { id } = await create({ headers: [{ name: "Authorization", value: SECRET }] });
    const moved = edit(id, { url: elsewhere.url, headers: [{ name: "Authorization", value: null }] });
    await expect(moved).rejects.toMatchObject({ fields: { "headers.0.value": expect.stringContaining("again") } });
    expect(elsewhere.requests).toEqual([]);
    expect((await getUpstream(world.callers.ada, world.acme.slug, id)).url).toBe(server.url);
    await elsewhere.stop();
  });

  test("keeps stored values on another path of the same origin", async () => {
    const { id } = await create({ headers: [{ name: "X-Key", value: "kept" }] });
    await edit(id, { url: `${server.url}/v2`, headers: [{ name: "X-Key", value: null }] });
    expect(await storedHeaders(id)).toEqual([{ name: "X-Key", value: "kept" }]);
  });

  test("saves a URL where nothing answers, and deletes the old catalogue", async () => {
    const { id } = await create();
    const url = `http://127.0.0.1:${await freePort()}/mcp`;
    expect(await edit(id, { url })).toMatchObject({ url, status: "failed", tools: [], catalogueAt: null });
  });

  test("keeps the slug when only the name changes", async () => {
    const { id } = await create();
    expect(await edit(id, { name: "Renamed" })).toMatchObject({ name: "Renamed", slug: "notes" });
  });

  test("does not connect to a disabled server", async () => {
    const { id } = await create();
    await setUpstreamDisabled(world.callers.ada, { workspace: world.acme.slug, upstreamId: id, disabled: true });
    server.requests.length = 0;
    expect((await edit(id, { name: "Renamed" })).status).toBe("disabled");
    expect(server.requests).toEqual([]);
  });
});

describe("the time limit of a call", () => {
  test("is set, kept by an edit without it, and removed", async () => {
    const { id } = await create();
    expect((await edit(id, { callTimeoutSeconds: 5 })).callTimeoutSeconds).toBe(5);
    expect((await edit(id)).callTimeoutSeconds).toBe(5);
    expect((await edit(id, { callTimeoutSeconds: null })).callTimeoutSeconds).toBeNull();
    const limits = (await audits("upstream.updated")).map(({ after }) => after);
    expect(limits).toMatchObject([5, 5, null].map((callTimeoutSeconds) => ({ callTimeoutSeconds })));
  });
});

describe("a refresh", () => {
  test("that fails keeps the last catalogue as stale until the next success", async () => {
    const mortal = await startModernServer();
    const { id } = await create({ url: mortal.url });
    await mortal.stop();
    const input = { workspace: world.acme.slug, upstreamId: id };
    const stale = await refreshUpstream(callerOf(world.ada, later), input);
    expect(stale).toMatchObject({ status: "stale", failure: { code: "REFUSED", at: later }, catalogueAt: NOW });
    expect(stale.tools).toHaveLength(4);

    await db().upstream.update({ where: { id }, data: { url: server.url } });
    const again = await refreshUpstream(callerOf(world.ada, later), input);
    expect(again).toMatchObject({ status: "connected", failure: null, catalogueAt: later });
    const outcomes = (await audits("upstream.refreshed")).map(({ details }) => details);
    expect(outcomes).toEqual([{ failure: "REFUSED" }, { toolCount: 4 }]);
  });

  test("that began before an edit saves nothing", async () => {
    const { id } = await create();
    const release = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const slow = await startHttpServer(async (_request, response) => {
      asked.resolve();
      await release.promise;
      response.writeHead(500).end();
    });
    await db().upstream.update({ where: { id }, data: { url: slow.url } });
    const refreshing = refreshUpstream(callerOf(world.ada, later), { workspace: world.acme.slug, upstreamId: id });
    await asked.promise;
    await edit(id);
    release.resolve();
    expect(await refreshing).toMatchObject({ url: server.url, status: "connected", failure: null });
    await slow.stop();
  });
});

test("lets a person connect 60 times in 10 minutes, however they do it, and saves nothing beyond", async () => {
  const { id } = await create();
  const input = { workspace: world.acme.slug, upstreamId: id };
  for (let time = 2; time <= 59; time += 1) await refreshUpstream(world.callers.ada, input);
  await setUpstreamDisabled(world.callers.ada, { ...input, disabled: true });
  await setUpstreamDisabled(world.callers.ada, { ...input, disabled: false });
  const asked = server.requests.length;
  const refusal = { code: "RATE_LIMITED", message: expect.stringContaining("60 in 10 minutes for each person") };
  await expect(refreshUpstream(world.callers.ada, input)).rejects.toMatchObject(refusal);
  await expect(create({ name: "More" })).rejects.toMatchObject(refusal);
  await expect(edit(id, { name: "Renamed" })).rejects.toMatchObject(refusal);
  expect(await db().upstream.findMany({ select: { name: true } })).toEqual([{ name: "Notes" }]);
  await setUpstreamDisabled(world.callers.ada, { ...input, disabled: true });
  // A disabled server is saved without a connection, so nothing counts.
  expect(await edit(id, { name: "Renamed" })).toMatchObject({ name: "Renamed" });
  expect(server.requests).toHaveLength(asked);
});

test("increases the revision with every change, so caches notice it", async () => {
  const { id } = await create();
  const input = { workspace: world.acme.slug, upstreamId: id };
  const changes = [
    () => edit(id, { name: "Renamed" }),
    () => setToolRule(world.callers.ada, { ...input, toolName: "shout", access: "blocked" }),
    () => setToolRule(world.callers.ada, { ...input, toolName: "shout", access: null }),
    () => setServerRules(world.callers.ada, { ...input, toolsWithoutHints: "read_only" }),
    () => setServerRules(world.callers.ada, { ...input, confirmDestructive: "never" }),
    () => setUpstreamDisabled(world.callers.ada, { ...input, disabled: true }),
    () => setUpstreamDisabled(world.callers.ada, { ...input, disabled: false }),
  ];
  for (const change of changes) {
    const before = await revisionOf(id);
    await change();
    expect(await revisionOf(id)).toBeGreaterThan(before);
  }
});

test("removes a server with its catalogue and rules", async () => {
  const { id } = await create();
  const input = { workspace: world.acme.slug, upstreamId: id };
  await setToolRule(world.callers.ada, { ...input, toolName: "shout", access: "blocked" });
  await removeUpstream(world.callers.ada, input);
  expect(await listUpstreams(world.callers.ada, world.acme.slug)).toEqual([]);
  expect([await db().catalogue.count(), await db().toolRule.count()]).toEqual([0, 0]);
  expect(await audits("upstream.removed")).toMatchObject([
    { targetId: id, targetName: "Notes", before: { name: "Notes" } },
  ]);
});
