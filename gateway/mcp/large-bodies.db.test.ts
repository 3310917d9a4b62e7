import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { post } from "#testing/clients/post";
import { connectRaw, requestOf } from "#testing/clients/raw-client";
import { useDatabase } from "#testing/databases/use-database";
import { heldBytes } from "#testing/machine/held-memory";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, NOW } from "#testing/people/factories";
import { type RunningMcpServer, startModernServer } from "#testing/servers/mcp-servers";
import {
  type MisbehavingServer,
  rightAnswer,
  sendJson,
  startMisbehavingServer,
} from "#testing/servers/misbehaving-server";

useDatabase();

const MIB = 1024 * 1024;
const KEYS = 5;
/** All keys together send as many bodies as one owner may hold at the same time. */
const CALLS_PER_KEY = 2;

let gateway: RunningGateway;
let notebook: RunningMcpServer;
let server: MisbehavingServer;

beforeAll(async () => {
  gateway = await startGateway({ now: () => NOW });
  notebook = await startModernServer();
  server = await startMisbehavingServer();
});
afterAll(async () => {
  await Promise.all([gateway, notebook, server].map((one) => one.stop()));
});

test.each(["modern", "legacy"])(
  "holds nothing of a large body while a %s server works on it, for any time",
  async (era) => {
    const ada = await makeUser("Ada");
    const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
    const id = await connect(acme, notebook.url, { slug: "odd" });
    await db().catalogue.updateMany({ where: { upstream: { id } }, data: { era } });
    await db().upstream.update({ where: { id }, data: { url: server.url, revision: { increment: 1 } } });
    const tokens = await Promise.all(Array.from({ length: KEYS }, async () => (await makeToken(ada, [acme])).token));
    const [honest = "", ...colluding] = tokens;
    let hanging = 0;
    server.behave((response, message) => {
      if (JSON.stringify(message).includes("honest")) return sendJson(response, rightAnswer(message));
      hanging += 1;
    });
    const params = (text: string) => ({ name: "odd__list_notes", arguments: { text } });
    const call = (text: string) => post(gateway.url, honest, { method: "tools/call", params: params(text) });
    expect((await call("honest")).body.result).toBeDefined();

    const heldBefore = heldBytes();
    const clients = await Promise.all(
      colluding.flatMap((token) =>
        Array.from({ length: CALLS_PER_KEY }, async () => {
          const client = await connectRaw(gateway.origin);
          const message = { jsonrpc: "2.0", id: 1, method: "tools/call", params: params("x".repeat(3.9 * MIB)) };
          client.socket.write(requestOf(gateway.origin, token, JSON.stringify(message)));
          return client;
        }),
      ),
    );
    const refused = () => clients.map(({ answered }) => answered()).filter((answer) => answer !== "");
    await expect.poll(() => ({ hanging, refused: refused() })).toEqual({ hanging: clients.length, refused: [] });
    await expect.poll(() => heldBytes() - heldBefore).toBeLessThan(16 * MIB);
    const answer = await call(`honest${"x".repeat(3 * MIB)}`);
    expect(answer.body.result).toBeDefined();
    for (const { socket } of clients) socket.destroy();
  },
);
