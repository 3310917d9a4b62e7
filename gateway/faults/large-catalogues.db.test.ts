import { readFile } from "node:fs/promises";
import { connect as connectSocket, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { startGatewayProcess } from "#testing/machine/gateway-process";
import type { Installation } from "#testing/machine/installation";
import { connect, makeToken } from "#testing/machine/running-gateway";
import { scaled } from "#testing/machine/slowness";
import { makeUpstream, makeUser, makeWorkspace, type TestUser } from "#testing/people/factories";
import { type MisbehavingServer, sendJson, startMisbehavingServer } from "#testing/servers/misbehaving-server";

useDatabase();

const MIB = 1024 * 1024;
/** Parsed, each of these takes about 40 MiB. So all of them are more than the process may have. */
const WORKSPACES = 6;
const SERVERS = 2;
const TOOLS = 1_000;
/** Far less than the catalogues would take. Without bounds the process ends with "heap out of memory". */
const HEAP_MIB = 320;
/** What lies outside of the heap is buffers, code and stacks. */
const PROCESS_MIB = 700;
/** One key asks so often without reading an answer. */
const UNREAD = 100;

const properties = Object.fromEntries(
  Array.from({ length: 120 }, (_, index) => [`field_${index}`, { type: "string", description: "x".repeat(18) }]),
);
/** A catalogue of nearly eight MiB, with as many small objects as one may have. */
const CATALOGUE = JSON.stringify(
  Array.from({ length: TOOLS }, (_, index) => ({
    name: `tool_${String(index).padStart(4, "0")}`,
    inputSchema: { type: "object", properties },
    annotations: { readOnlyHint: true },
  })),
);

let gateway: Installation;
let server: MisbehavingServer;
beforeAll(async () => {
  [gateway, server] = await Promise.all([
    startGatewayProcess({ NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}` }),
    startMisbehavingServer(),
  ]);
  server.behave((response, { id, method }) => {
    const known = method === "tools/list" ? `"result":{"tools":${CATALOGUE}}` : UNKNOWN_METHOD;
    sendJson(response, `{"jsonrpc":"2.0","id":${JSON.stringify(id)},${known}}`);
  });
});
afterAll(() => Promise.all([gateway.remove(), server.stop()]));

const UNKNOWN_METHOD = '"error":{"code":-32601,"message":"Method not found"}';

/** The most memory that the gateway ever held, in MiB. */
async function peakMemory(): Promise<number> {
  const status = await readFile(`/proc/${gateway.pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

/** Connects servers in a workspace of its own, with the catalogue that another row has, and gives it a key. */
async function makeLargeWorkspace(owner: TestUser, sample: string): Promise<string> {
  const workspace = await makeWorkspace(`Large ${owner.name}`, [[owner, "owner"]]);
  for (let index = 0; index < SERVERS; index += 1) {
    const id = await makeUpstream(workspace, { slug: `large-${index}` });
    await db().upstream.update({ where: { id }, data: { url: server.url } });
    await db().$executeRaw`
      INSERT INTO "Catalogue" SELECT (jsonb_populate_record(c, jsonb_build_object('upstreamId', ${id}::text))).*
        FROM "Catalogue" c WHERE c."upstreamId" = ${sample}`;
  }
  return (await makeToken(owner, [workspace])).token;
}

const list = (token: string, params: Record<string, unknown> = {}) =>
  post(`${gateway.url}/mcp`, token, { method: "tools/list", params });

/** Reads a whole list, page by page. A client asks again when Latchkey is busy. */
async function countOf(token: string): Promise<number> {
  let count = 0;
  for (let cursor: unknown; ; ) {
    const { status, body } = await list(token, cursor === undefined ? {} : { cursor });
    if (status === 503) continue;
    expect({ status, error: body.error }).toEqual({ status: 200, error: undefined });
    count += (body.result?.tools as unknown[] | undefined)?.length ?? 0;
    cursor = body.result?.nextCursor;
    if (cursor === undefined) return count;
  }
}

/** Asks for a list and does not read the answer. */
function askWithoutReading(token: string): Socket {
  const { hostname, port } = new URL(gateway.url);
  const socket = connectSocket(Number(port), hostname);
  socket.on("error", () => {});
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} });
  const head = `POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nContent-Length: ${body.length}\r\n\r\n`;
  socket.write(head + body);
  socket.pause();
  return socket;
}

test.runIf(process.platform === "linux")(
  "many keys list many catalogues of eight MiB, and read or do not read them, with a heap of 320 MiB",
  async () => {
    const ada = await makeUser("Ada");
    const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
    const sample = await connect(acme, server.url, { slug: "large" });
    expect((await db().catalogue.findFirstOrThrow({ select: { bytes: true } })).bytes).toBeGreaterThan(7 * MIB);
    const { token: first } = await makeToken(ada, [acme]);
    const others = await Promise.all(
      Array.from({ length: WORKSPACES }, async (_, index) =>
        makeLargeWorkspace(await makeUser(`Owner ${index}`), sample),
      ),
    );
    // One was read long ago, so the gateway reads it again from its server while clients list it.
    await db().upstream.updateMany({ where: { id: { not: sample } }, data: { catalogueAt: new Date() } });
    const counts = await Promise.all([first, ...others].map((token) => countOf(token)));
    expect(counts).toEqual([TOOLS + 1, ...others.map(() => SERVERS * TOOLS + 1)]);

    const unread = Array.from({ length: UNREAD }, () => askWithoutReading(first));
    // Others get their lists while one key does not read its own.
    for (const token of others.slice(0, 3)) expect(await countOf(token)).toBe(SERVERS * TOOLS + 1);
    for (const socket of unread) socket.destroy();
    expect(await countOf(first)).toBe(TOOLS + 1);
    expect(await peakMemory()).toBeLessThan(PROCESS_MIB);
  },
  scaled(120_000),
);
