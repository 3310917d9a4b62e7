import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { startGatewayProcess } from "#testing/machine/gateway-process";
import type { Installation } from "#testing/machine/installation";
import { connect, makeToken } from "#testing/machine/running-gateway";
import { EVENTUALLY } from "#testing/machine/slowness";
import { makeUser, makeWorkspace } from "#testing/people/factories";
import { type HeldServer, startHeldServer } from "#testing/servers/held-server";

useDatabase();

const SERVERS = 10;
const KEYS = 10;
const HANGING_CALLS_A_KEY = 20;
const ROUNDS = 15;

let gateway: Installation;
let servers: HeldServer[];
beforeAll(async () => {
  servers = await Promise.all(Array.from({ length: SERVERS }, () => startHeldServer()));
  // Each key calls hundreds of times within seconds.
  gateway = await startGatewayProcess({
    RATE_LIMIT_KEY_BURST: "10000",
    RATE_LIMIT_WORKSPACE_BURST: "10000",
    CALL_TIMEOUT_SECONDS: "3600",
  });
});
afterAll(() => Promise.all([gateway.remove(), ...servers.map((server) => server.stop())]));

test("a server that hangs with 200 calls holds up no call of the same keys to nine other servers", async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  for (const [index, { url }] of servers.entries()) await connect(acme, url, { slug: `s${index}` });
  const made = await Promise.all(Array.from({ length: KEYS }, () => makeToken(ada, [acme])));
  const call = (server: number, token: string) =>
    postModern(`${gateway.url}/mcp`, token, {
      method: "tools/call",
      params: { name: `s${server}__work`, arguments: {} },
    });

  const [hanging] = servers;
  hanging?.hold();
  const held = made.flatMap(({ token }) => Array.from({ length: HANGING_CALLS_A_KEY }, () => call(0, token)));
  const count = KEYS * HANGING_CALLS_A_KEY;
  await vi.waitFor(() => expect(hanging?.arrived()).toBe(count), EVENTUALLY);

  // One call of each key at a time, to every server but the first. A call that waited for that one would never end.
  for (let round = 0; round < ROUNDS; round += 1) {
    const calls = made.map(({ token }, index) => call(1 + ((round + index) % (SERVERS - 1)), token));
    for (const { status } of await Promise.all(calls)) expect(status).toBe(200);
  }
  expect(hanging?.arrived()).toBe(count);

  hanging?.release();
  for (const { status } of await Promise.all(held)) expect(status).toBe(200);
});
