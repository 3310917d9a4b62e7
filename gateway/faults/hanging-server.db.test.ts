import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { startGatewayProcess } from "#testing/machine/gateway-process";
import type { Installation } from "#testing/machine/installation";
import { connect, makeToken } from "#testing/machine/running-gateway";
import { scaled } from "#testing/machine/slowness";
import { makeUser, makeWorkspace } from "#testing/people/factories";
import { type HeldServer, startHeldServer } from "#testing/servers/held-server";

useDatabase();

const SERVERS = 10;
const KEYS = 10;
const HANGING_CALLS_A_KEY = 20;
const ROUNDS = 15;
/** What other work on the machine may do to it. Whoever waited for the hanging server would wait a minute. */
const NOISE_FACTOR = 4;
const NOISE_MS = { median: scaled(100), p99: scaled(500) };

let gateway: Installation;
let servers: HeldServer[];
beforeAll(async () => {
  servers = await Promise.all(Array.from({ length: SERVERS }, () => startHeldServer()));
  // Each key calls hundreds of times within seconds.
  gateway = await startGatewayProcess({ RATE_LIMIT_KEY_BURST: "10000", RATE_LIMIT_WORKSPACE_BURST: "10000" });
});
afterAll(() => Promise.all([gateway.remove(), ...servers.map((server) => server.stop())]));

test("a server that hangs with 200 calls holds up nobody who calls the nine others, with the same keys", {
  timeout: scaled(60_000),
}, async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  for (const [index, { url }] of servers.entries()) await connect(acme, url, { slug: `s${index}` });
  const made = await Promise.all(Array.from({ length: KEYS }, () => makeToken(ada, [acme])));
  const call = (server: number, token: string) =>
    postModern(`${gateway.url}/mcp`, token, {
      method: "tools/call",
      params: { name: `s${server}__work`, arguments: {} },
    });

  /** Milliseconds that calls to all servers but the first take, one of each key under way at a time. */
  const tookMs = async (): Promise<{ median: number; p99: number }> => {
    const taken: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const calls = made.map(async ({ token }, index) => {
        const begunAt = performance.now();
        const { status } = await call(1 + ((round + index) % (SERVERS - 1)), token);
        expect(status).toBe(200);
        taken.push(performance.now() - begunAt);
      });
      await Promise.all(calls);
    }
    const sorted = taken.toSorted((a, b) => a - b);
    return { median: sorted[sorted.length / 2] ?? 0, p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0 };
  };
  await tookMs();
  const before = await tookMs();

  const [hanging] = servers;
  hanging?.hold();
  const held = made.flatMap(({ token }) => Array.from({ length: HANGING_CALLS_A_KEY }, () => call(0, token)));
  const count = KEYS * HANGING_CALLS_A_KEY;
  await vi.waitFor(() => expect(hanging?.arrived()).toBe(count), { timeout: scaled(30_000) });
  const during = await tookMs();
  expect(hanging?.arrived()).toBe(count);

  hanging?.release();
  for (const { status } of await Promise.all(held)) expect(status).toBe(200);
  expect(during.median).toBeLessThan(Math.max(NOISE_FACTOR * before.median, NOISE_MS.median));
  expect(during.p99).toBeLessThan(Math.max(NOISE_FACTOR * before.p99, NOISE_MS.p99));
});
