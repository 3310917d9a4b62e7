import { Server } from "@modelcontextprotocol/server";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { PAGE_MAX_ENTRIES } from "#lib/gateway/lists/pages";
import { NAME_MAX } from "#lib/upstreams/catalogue/tool-names";
import { type HttpAnswer, post, postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken } from "#testing/machine/running-gateway";
import { useGateway } from "#testing/machine/use-gateway";
import { makeWorkspace } from "#testing/people/factories";
import { startMcpServer } from "#testing/servers/mcp-servers";

useDatabase();
const world = useGateway();

/** Connects a server to Acme, or to another workspace. Its tools answer with its slug and their own name. */
async function connectWith(slug: string, toolNames: readonly string[], workspace = world.acme): Promise<void> {
  const tools = toolNames.map((name) => ({
    name,
    inputSchema: { type: "object" as const },
    annotations: { readOnlyHint: true },
  }));
  const server = await startMcpServer(() => {
    const made = new Server({ name: slug, version: "1.0.0" }, { capabilities: { tools: {} } });
    made.setRequestHandler("tools/list", async () => ({ tools }));
    made.setRequestHandler("tools/call", async ({ params }) => ({
      content: [{ type: "text", text: `${slug} ${params.name}` }],
    }));
    return made;
  });
  onTestFinished(async () => void (await server.stop()));
  await connect(workspace, server.url, { slug });
}

const namesIn = ({ body }: HttpAnswer) => ((body.result?.tools ?? []) as { name: string }[]).map((tool) => tool.name);
const numbered = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
const called = async (name: string) =>
  (await world.post({ method: "tools/call", params: { name } })).body.result?.content;
const said = (text: string) => [{ type: "text", text }];

const ERAS: [string, typeof postModern][] = [
  ["2025 revisions", post],
  ["2026 revision", postModern],
];

test("lists 500 tools of 20 servers in one page, each under its own name that calls it", async () => {
  const slugs = numbered(20, "server");
  for (const slug of slugs) await connectWith(slug, numbered(25, "tool"));
  for (const [, send] of ERAS) {
    const answer = await send(world.url, world.token, { method: "tools/list" });
    const names = namesIn(answer);
    expect(new Set(names).size).toBe(501);
    expect(names.every((name) => /^[A-Za-z0-9_-]{1,64}$/.test(name))).toBe(true);
    expect(answer.body.result).not.toHaveProperty("nextCursor");
  }
  for (const slug of slugs) expect(await called(`${slug}__tool-24`)).toEqual(said(`${slug} tool-24`));
});

describe.each(ERAS)("a list that is longer than a page, for clients of the %s,", (_era, send) => {
  const list = (cursor?: unknown, key = world.token, method = "tools/list") =>
    send(world.url, key, { method, params: cursor === undefined ? {} : { cursor } });

  beforeEach(async () => {
    for (const slug of ["one", "two"]) await connectWith(slug, numbered(PAGE_MAX_ENTRIES - 400, "tool"));
  });

  test("has pages that hold every tool once", async () => {
    const first = await list();
    const second = await list(first.body.result?.nextCursor);
    expect(second.body.result).not.toHaveProperty("nextCursor");
    const names = [...namesIn(first), ...namesIn(second)];
    expect(namesIn(first)).toHaveLength(PAGE_MAX_ENTRIES);
    expect(new Set(names).size).toBe(2 * (PAGE_MAX_ENTRIES - 400) + 1);
    expect(names).toHaveLength(new Set(names).size);
  });

  test("is refused for a cursor that was changed, invented, or made for another key or list", async () => {
    const cursor = String((await list()).body.result?.nextCursor);
    const { token: other } = await world.makeToken();
    const changed = (cursor.startsWith("A") ? "B" : "A") + cursor.slice(1);
    const attempts = [
      list(changed),
      list("1000"),
      list(7),
      list(cursor, other),
      list(cursor, world.token, "prompts/list"),
    ];
    for (const { body } of await Promise.all(attempts)) expect(body.error?.code).toBe(-32602);
  });
});

test("gives different and stable names to tools whose names are too long, invalid or equal when cut", async () => {
  const long = "x".repeat(100);
  const odd = [`${long}1`, `${long}2`, "a.b", "a/b", "a_b"];
  await connectWith("odd", odd);
  const names = namesIn(await world.post({ method: "tools/list" })).slice(1);
  expect(new Set(names).size).toBe(odd.length);
  for (const name of names) expect(name).toMatch(/^odd__[A-Za-z0-9_-]+$/);
  expect(Math.max(...names.map((name) => name.length))).toBe(NAME_MAX);
  for (const [index, name] of names.entries()) expect(await called(name)).toEqual(said(`odd ${odd[index]}`));
  expect(names.at(-1)).toBe("odd__a_b");

  await connectWith("another", ["a.b"]);
  const afterwards = namesIn(await world.post({ method: "tools/list" }));
  expect(afterwards).toEqual(expect.arrayContaining(names));
});

test("shortens the workspace and the server before the tool, and every name of a key of several workspaces calls its tool", async () => {
  const other = await makeWorkspace("Engineering Department", [[world.ada, "member"]]);
  const tools = ["get", "browser_take_screenshot", "requests_of_all_days_as_a_chart"];
  await connectWith("playwright-browser", tools, other);
  const { token } = await makeToken(world.ada, [world.acme, other]);
  const names = namesIn(await post(world.url, token, { method: "tools/list" })).slice(1);
  expect(names.map((name) => name.split("__").at(-1))).toEqual(tools);
  for (const [index, name] of names.entries()) {
    expect(name.length).toBeLessThanOrEqual(64 - 15);
    const { body } = await post(world.url, token, { method: "tools/call", params: { name } });
    expect(body.result?.content).toEqual(said(`playwright-browser ${tools[index]}`));
  }
  const { body } = await post(world.url, token, { method: "initialize", params: { protocolVersion: "2025-11-25" } });
  expect(body.result?.instructions).toContain("In long names the workspace and the server are shortened.");
});
