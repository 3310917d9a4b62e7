import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { startGarbageServer } from "#testing/fuzz/garbage-server";
import { generatedRequest, type Keys, wireFormat } from "#testing/fuzz/generated-request";
import { isEnough, judge } from "#testing/fuzz/judge";
import { RawConnection } from "#testing/fuzz/raw-connection";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { scaled } from "#testing/machine/slowness";
import { makeUser, makeWorkspace, NOW } from "#testing/people/factories";
import { type RunningServer, startModernServer } from "#testing/servers/mcp-servers";

/** `npm run fuzz` sets both. A failure names its seed and path, by which it is found again. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 2_000);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
/** Requests under way at once. */
const LANES = 4;
const SLOWEST_RUNS_PER_SECOND = 50;

useDatabase();

let gateway: RunningGateway;
let servers: RunningServer[];
let keys: Keys;

beforeAll(async () => {
  // Whoever sends this much is slowed down, which would hide what lies behind.
  provideEnv({ ...env(), RATE_LIMIT_KEY_PER_MINUTE: 0, RATE_LIMIT_WORKSPACE_PER_MINUTE: 0 });
  gateway = await startGateway();
  servers = await Promise.all([startModernServer(), startGarbageServer("modern"), startGarbageServer("legacy")]);
});
afterAll(() => Promise.all([gateway, ...servers].map((one) => one.stop())));

beforeEach(async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  for (const [index, slug] of ["notes", "modern", "legacy"].entries()) {
    await connect(acme, servers[index]?.url ?? "", { slug });
  }
  await db().upstream.updateMany({ data: { callTimeoutSeconds: 1, revision: { increment: 1 } } });
  const make = async (options: object) => (await makeToken(ada, [acme], options)).token;
  keys = {
    full: await make({ scopes: ["mcp:full"] }),
    readOnly: await make({ scopes: ["mcp:read"] }),
    revoked: await make({ revokedAt: NOW }),
  };
});

test(`whatever is sent, the answer is in order (${RUNS} requests)`, {
  timeout: scaled(60_000 + (RUNS / SLOWEST_RUNS_PER_SECOND) * 1_000),
}, async () => {
  const { port, host } = new URL(gateway.url);
  const statuses = new Map<number, number>();
  const lane = async (seed: number) => {
    const connection = new RawConnection(Number(port));
    const isInOrder = fc.asyncProperty(generatedRequest(keys, host), async (request) => {
      const answer = await connection.exchange({
        bytes: wireFormat(request),
        isHead: request.verb === "HEAD",
        isEnough,
      });
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      judge(request, answer);
    });
    try {
      await fc.assert(isInOrder, { numRuns: Math.ceil(RUNS / LANES), seed });
    } finally {
      connection.close();
    }
  };
  const startedAtMs = performance.now();
  await Promise.all(Array.from({ length: LANES }, (_, index) => lane(SEED + index)));
  const seconds = (performance.now() - startedAtMs) / 1_000;
  const counts = [...statuses].sort(([one], [other]) => one - other).map(([status, count]) => `${status}: ${count}`);
  console.log(`${RUNS} requests from seed ${SEED} in ${seconds.toFixed(1)} s. ${counts.join(", ")}`);
  expect(statuses.get(200)).toBeGreaterThan(RUNS / 10);

  const params = { name: "notes__shout", arguments: { text: "well" } };
  const { body } = await post(gateway.url, keys.full, { method: "tools/call", params });
  expect(body.result?.content).toEqual([{ type: "text", text: "WELL" }]);
});
