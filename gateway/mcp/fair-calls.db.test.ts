import { beforeAll, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { post } from "#testing/clients/post";
import { connectRaw, requestOf } from "#testing/clients/raw-client";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken } from "#testing/machine/running-gateway";
import { useGateway } from "#testing/machine/use-gateway";
import { makeUser, makeWorkspace } from "#testing/people/factories";
import { startModernServer } from "#testing/servers/mcp-servers";
import { startMisbehavingServer } from "#testing/servers/misbehaving-server";

useDatabase();
beforeAll(() => provideEnv({ ...env(), MAX_CALLS: 32 }));
const world = useGateway({ servers: { notes: startModernServer } });

const KEYS = 20;
const HANGING = { method: "tools/call", params: { name: "odd__list_notes", arguments: {} } };

test("hanging calls of twenty keys of one person leave places for another tenant", async () => {
  let hanging = 0;
  const odd = await startMisbehavingServer();
  odd.behave(() => {
    hanging += 1;
  });
  const id = await connect(world.acme, world.servers.notes.url, { slug: "odd" });
  const changes = { url: odd.url, callTimeoutSeconds: 3_600, revision: { increment: 1 } };
  await db().upstream.update({ where: { id }, data: changes });
  const keys = await Promise.all(Array.from({ length: KEYS }, () => world.makeToken()));
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, ...HANGING });
  const clients = await Promise.all(
    [...keys, ...keys].map(async ({ token }) => {
      const client = await connectRaw(world.origin);
      client.socket.write(requestOf(world.origin, token, body));
      return client;
    }),
  );
  // Sixteen are half of the places. All other calls are refused, with the reason.
  const refused = () => clients.filter(({ answered }) => answered().startsWith("HTTP/1.1 429")).length;
  await expect.poll(() => [hanging, refused()]).toEqual([16, 2 * KEYS - 16]);
  const one = clients.find(({ answered }) => answered() !== "");
  expect(one?.answered()).toContain("Your keys have 16 calls in progress here");

  const mia = await makeUser("Mia");
  const other = await makeWorkspace("Other", [[mia, "owner"]]);
  await connect(other, world.servers.notes.url, { slug: "notes" });
  const { token } = await makeToken(mia, [other]);
  const call = () => post(world.url, token, { method: "tools/call", params: { name: "notes__list_notes" } });
  const answers = await Promise.all(Array.from({ length: 8 }, call));
  expect(answers.filter(({ body: answer }) => answer.result !== undefined)).toHaveLength(8);
  for (const { socket } of clients) socket.destroy();
  await odd.stop();
});
