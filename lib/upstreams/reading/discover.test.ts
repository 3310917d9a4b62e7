import { ProtocolError, Server } from "@modelcontextprotocol/server";
import { afterEach, expect, test } from "vitest";
import { discoverCatalogue } from "#lib/upstreams/reading/discover";
import { MAX_ITEMS } from "#lib/upstreams/reading/read-list";
import { provideTestEnv } from "#testing/databases/use-database";
import {
  type RunningServer,
  startEverythingServer,
  startMcpServer,
  startModernServer,
} from "#testing/servers/mcp-servers";

provideTestEnv();

const running: RunningServer[] = [];

async function discoverAll(starting: Promise<RunningServer>) {
  const server = await starting;
  running.push(server);
  return discoverCatalogue({ id: "ups_test", name: "Notes", url: server.url, headers: [] });
}

const discover = async (starting: Promise<RunningServer>) => (await discoverAll(starting)).content;

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

const names = (items: object[]) => items.map((item) => (item as { name: string }).name);

/** A server with one list. `page` makes the page for a cursor. */
function listingServer(page: (cursor: string | undefined) => { tools: string[]; nextCursor?: string }) {
  return startMcpServer(() => {
    const server = new Server({ name: "lists", version: "1" }, { capabilities: { tools: {} } });
    server.setRequestHandler("tools/list", ({ params }) => {
      const { tools, nextCursor } = page(params?.cursor);
      return { tools: tools.map((name) => ({ name, inputSchema: { type: "object" as const } })), nextCursor };
    });
    return server;
  });
}

test("reads the whole catalogue and the era of a modern server", async () => {
  const catalogue = await discover(startModernServer({ legacy: "reject" }));
  expect(catalogue).toMatchObject({
    era: "modern",
    protocolVersion: "2026-07-28",
    serverName: "Notebook",
    serverVersion: "1.2.3",
    instructions: "Keep notes here.",
  });
  expect(names(catalogue.tools)).toEqual(["list_notes", "add_note", "delete_notes", "shout"]);
  expect(names(catalogue.resources)).toEqual(["one", "two"]);
  expect(names(catalogue.resourceTemplates)).toEqual(["by-day"]);
  expect(names(catalogue.prompts)).toEqual(["summarise"]);
});

test("reads the catalogue of a server of the 2025 revisions", async () => {
  const catalogue = await discover(startEverythingServer());
  expect(catalogue).toMatchObject({ era: "legacy", protocolVersion: "2025-11-25" });
  expect(names(catalogue.tools)).toContain("echo");
  expect(catalogue.resources.length).toBeGreaterThan(0);
  expect(catalogue.resourceTemplates.length).toBeGreaterThan(0);
  expect(catalogue.prompts.length).toBeGreaterThan(0);
});

test("reads every page in order", async () => {
  const pages: Record<string, { tools: string[]; nextCursor?: string }> = {
    first: { tools: ["a", "b"], nextCursor: "second" },
    second: { tools: ["c"], nextCursor: "third" },
    third: { tools: ["d"] },
  };
  const catalogue = await discover(listingServer((cursor = "first") => pages[cursor] ?? { tools: [] }));
  expect(names(catalogue.tools)).toEqual(["a", "b", "c", "d"]);
});

test("stops after fifty pages when the cursor never ends", async () => {
  let asked = 0;
  const catalogue = await discover(listingServer(() => ({ tools: [`tool${asked}`], nextCursor: String(++asked) })));
  expect(catalogue.tools).toHaveLength(50);
});

test("stops when the cursor repeats itself", async () => {
  const repeating = listingServer((cursor) => ({ tools: [cursor ?? "first"], nextCursor: "again" }));
  expect(names((await discover(repeating)).tools)).toEqual(["first", "again"]);
});

test("reads at most a thousand tools", async () => {
  const page = (from: number) => Array.from({ length: 700 }, (_, index) => `tool${from + index}`);
  const catalogue = await discover(
    listingServer((cursor) => ({ tools: page(cursor ? 700 : 0), nextCursor: cursor ? undefined : "2" })),
  );
  expect(catalogue.tools).toHaveLength(MAX_ITEMS);
});

test("does not ask for lists that a server does not offer", async () => {
  const server = await listingServer(() => ({ tools: [] }));
  running.push(server);
  await discoverCatalogue({ id: "ups_test", name: "Notes", url: server.url, headers: [] });
  expect(server.requests.map(({ headers }) => headers["mcp-method"])).toEqual(["server/discover", "tools/list"]);
});

test("refuses a list whose pages are too large together", async () => {
  let asked = 0;
  const page = () => Array.from({ length: 10 }, (_, index) => `${asked}-${index}`.padEnd(100_000, "x"));
  const endless = listingServer(() => ({ tools: page(), nextCursor: String(++asked) }));
  await expect(discover(endless)).rejects.toMatchObject({
    code: "NOT_MCP",
    message: expect.stringContaining("too large"),
  });
});

test("takes a list that a server does not implement as empty, and notes a list that fails in another way", async () => {
  const failing = (code: number) =>
    startMcpServer(() => {
      const server = new Server({ name: "half", version: "1" }, { capabilities: { resources: {} } });
      server.setRequestHandler("resources/list", () => ({ resources: [{ name: "one", uri: "note://1" }] }));
      server.setRequestHandler("resources/templates/list", () => {
        throw new ProtocolError(code, "No.");
      });
      return server;
    });
  const content = { resources: [{ uri: "note://1" }], resourceTemplates: [] };
  expect(await discoverAll(failing(-32601))).toMatchObject({ content, notes: { unread: [] } });
  for (const code of [-32603, -32602, -32000]) {
    expect(await discoverAll(failing(code))).toMatchObject({
      content,
      notes: { unread: [{ list: "resourceTemplates" }] },
    });
  }
});
