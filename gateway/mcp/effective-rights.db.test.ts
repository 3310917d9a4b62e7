import { McpServer } from "@modelcontextprotocol/server";
import { Pool } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { env, provideEnv } from "#lib/env";
import { forget } from "#lib/process";
import { useDatabase } from "#testing/databases/use-database";
import { type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import {
  everyCase,
  expectedCall,
  expectedList,
  isAccepted,
  type ServerName,
  TOOLS,
  type ToolName,
} from "#testing/people/rights-model";
import { type Row, seed } from "#testing/people/rights-seed";
import { type RunningServer, startMcpServer } from "#testing/servers/mcp-servers";

useDatabase();

/** The number of requests at the same time. */
const CONCURRENCY = 32;
/** The most mismatches that are shown. */
const SHOWN_MAX = 10;

let gateway: RunningGateway;
let server: RunningServer;
let http: Pool;
beforeAll(async () => {
  // A header gives each key its own address, and each key makes many calls within a short time.
  provideEnv({ ...env(), TRUST_PROXY: true, RATE_LIMIT_KEY_PER_MINUTE: 0, RATE_LIMIT_WORKSPACE_PER_MINUTE: 0 });
  gateway = await startGateway();
  server = await startMcpServer(fiveTools);
  http = new Pool(gateway.origin, { connections: CONCURRENCY });
});
afterAll(async () => {
  await http.close();
  await gateway.stop();
  await server.stop();
});

function fiveTools(): McpServer {
  const made = new McpServer({ name: "five", version: "1" });
  for (const [name, { readOnlyHint }] of Object.entries(TOOLS)) {
    const annotations = readOnlyHint === undefined ? {} : { readOnlyHint };
    made.registerTool(name, { annotations }, async () => ({ content: [{ type: "text", text: name }] }));
  }
  return made;
}

type Answer = { result?: { tools?: { name: string }[] }; error?: { data?: { errorType?: string } } };

async function ask(row: Row, method: string, params: object): Promise<Answer> {
  const { body } = await http.request({
    method: "POST",
    path: "/mcp",
    headers: {
      authorization: `Bearer ${row.token}`,
      "content-type": "application/json",
      accept: "application/json",
      "x-forwarded-for": row.address,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  return (await body.json()) as Answer;
}

async function listed(row: Row): Promise<string[] | string> {
  // A few people own thousands of keys here, and each key sees another list.
  for (const name of ["written-lists-by-owner", "written-lists-by-workspace"]) forget(`rate-limit:${name}`);
  const { result, error } = await ask(row, "tools/list", {});
  return result?.tools ? result.tools.map(({ name }) => name).sort() : String(error?.data?.errorType);
}

async function called(row: Row, server: ServerName, tool: ToolName): Promise<string> {
  const { result, error } = await ask(row, "tools/call", { name: `${server}__${tool}`, arguments: {} });
  return result ? "ok" : String(error?.data?.errorType);
}

type Check = { row: Row; what: string; expected: unknown; actual: () => Promise<unknown> };

/**
 * Each key lists its tools. A key that one of its workspaces accepts also calls every tool, at the two servers in turn.
 * A key that its workspaces refuse calls one tool. A key that the gateway refuses altogether either lists or calls.
 */
function checksOf(row: Row, index: number): Check[] {
  const list = { row, what: "tools/list", expected: expectedList(row.case), actual: () => listed(row) };
  const isHeld = isAccepted(row.case) && row.case.membership === "held";
  const calls = (Object.keys(TOOLS) as ToolName[])
    .map((tool, number) => ({ tool, server: serverFor(index, number) }))
    .filter((_, number, { length }) => isHeld || number === index % length)
    .map(({ server, tool }) => ({
      row,
      what: `${server}__${tool}`,
      expected: expectedCall(row.case, server, tool),
      actual: () => called(row, server, tool),
    }));
  if (isAccepted(row.case)) return [list, ...calls];
  return serverFor(index, 0) === "first" ? [list] : calls;
}

/** The values are mixed, so that they do not follow the fields of the cases, which repeat every few keys. */
function serverFor(index: number, number: number): ServerName {
  const mixed = Math.imul(index + 1, 0x9e3779b1) >>> (16 + number);
  return mixed % 2 === 0 ? "first" : "second";
}

test("grants each key and each app exactly what its role, membership, scope, environment, servers, rules, policy and status allow", async () => {
  const rows = await seed(everyCase(), server.url);
  const checks = rows.flatMap(checksOf);
  const wrong: object[] = [];
  const outcomes = new Set<unknown>();
  let next = 0;
  const work = async () => {
    for (let check = checks[next++]; check; check = checks[next++]) {
      const actual = await check.actual();
      outcomes.add(Array.isArray(actual) ? actual.length : actual);
      if (JSON.stringify(actual) !== JSON.stringify(check.expected)) {
        wrong.push({ ...check.row.case, what: check.what, expected: check.expected, actual });
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  expect(wrong.slice(0, SHOWN_MAX)).toEqual([]);
  // Every possible outcome occurred, so no outcome passes only because no case has it.
  expect([...outcomes].map(String).sort()).toEqual([
    "1",
    "3",
    "4",
    "5",
    "6",
    "9",
    "INSUFFICIENT_SCOPE",
    "INVALID_API_KEY",
    "POLICY_BLOCKED",
    "TOOL_BLOCKED",
    "UNKNOWN_TOOL",
    "ok",
  ]);
});
