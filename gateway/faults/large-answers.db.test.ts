import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { startGatewayProcess } from "#testing/machine/gateway-process";
import type { Installation } from "#testing/machine/installation";
import { connect, makeToken } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace } from "#testing/people/factories";
import { type RunningMcpServer, startModernServer } from "#testing/servers/mcp-servers";
import {
  type MisbehavingServer,
  rightAnswer,
  sendJson,
  startMisbehavingServer,
} from "#testing/servers/misbehaving-server";

useDatabase();

const MIB = 1024 * 1024;

let gateway: Installation;
let notebook: RunningMcpServer;
let server: MisbehavingServer;
let token: string;

beforeAll(async () => {
  [gateway, notebook, server] = await Promise.all([
    startGatewayProcess(),
    startModernServer(),
    startMisbehavingServer(),
  ]);
});
afterAll(async () => {
  await Promise.all([gateway.remove(), notebook.stop(), server.stop()]);
});

beforeEach(async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  ({ token } = await makeToken(ada, [acme]));
  const id = await connect(acme, notebook.url, { slug: "odd" });
  const changes = { url: server.url, callTimeoutSeconds: 300 };
  await db().upstream.update({ where: { id }, data: { ...changes, revision: { increment: 1 } } });
});

/** The most memory that the gateway ever held, in MiB. */
async function peakMemory(): Promise<number> {
  const status = await readFile(`/proc/${gateway.pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

const call = (id: number, args: object = {}) =>
  post(`${gateway.url}/mcp`, token, { method: "tools/call", id, params: { name: "odd__list_notes", arguments: args } });

/** Without a limit the text, the value, the second text and the bytes to write would need ten times as much. */
const LARGEST = "x".repeat(8 * MIB);
const TOGETHER = 30;

test.runIf(process.platform === "linux")(
  "many large answers and bodies at once take turns, so that the process stays small",
  async () => {
    server.behave((response, message) => sendJson(response, rightAnswer(message, LARGEST)));
    const answers = await Promise.all(Array.from({ length: TOGETHER }, async (_, id) => (await call(id)).body));
    expect(answers.filter((one) => one.result !== undefined)).toHaveLength(TOGETHER);

    server.behave((response, message) => sendJson(response, rightAnswer(message)));
    const text = LARGEST.slice(0, 3 * MIB);
    const bodies = await Promise.all(
      Array.from({ length: TOGETHER / 2 }, async (_, id) => (await call(id, { text })).body),
    );
    expect(bodies.filter((one) => one.result !== undefined)).toHaveLength(TOGETHER / 2);
    expect(await peakMemory()).toBeLessThan(600);
  },
);
