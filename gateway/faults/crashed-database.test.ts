import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { closeDatabase, db } from "#lib/db/client";
import { migrate } from "#lib/db/migrate";
import { type HttpAnswer, postModern } from "#testing/clients/post";
import { type CrashingDatabase, startCrashingDatabase } from "#testing/databases/crashing-database";
import { provideTestEnv } from "#testing/databases/use-database";
import { startGatewayProcess } from "#testing/machine/gateway-process";
import type { Installation } from "#testing/machine/installation";
import { connect, makeToken } from "#testing/machine/running-gateway";
import { EVENTUALLY } from "#testing/machine/slowness";
import { makeUser, makeWorkspace } from "#testing/people/factories";
import { type RunningServer, startModernServer } from "#testing/servers/mcp-servers";

/** The number of clients of each key that call without a pause. */
const CLIENTS = 8;

let database: CrashingDatabase;
let gateway: Installation;
let server: RunningServer;
beforeAll(async () => {
  database = await startCrashingDatabase();
  await migrate(database.url);
  provideTestEnv({ DATABASE_URL: database.url });
  server = await startModernServer();
  const unlimited = { RATE_LIMIT_KEY_PER_MINUTE: "0", RATE_LIMIT_WORKSPACE_PER_MINUTE: "0" };
  gateway = await startGatewayProcess(unlimited);
});
afterAll(async () => {
  await gateway.remove();
  await server.stop();
  await closeDatabase();
  await database.remove();
});

/** Calls a tool repeatedly until it is stopped, and keeps the answers. */
function keepCalling(token: string) {
  const answers: HttpAnswer[] = [];
  let isOver = false;
  const message = { method: "tools/call", params: { name: "server__list_notes", arguments: {} } };
  const client = async () => {
    while (!isOver) answers.push(await postModern(`${gateway.url}/mcp`, token, message));
  };
  const clients = Array.from({ length: CLIENTS }, client);
  return {
    /** Waits for this number of further answers with this status. */
    more: async (status: number, count = 20) => {
      const has = () => answers.filter((answer) => answer.status === status).length;
      const wanted = has() + count;
      await vi.waitFor(() => expect(has()).toBeGreaterThanOrEqual(wanted), EVENTUALLY);
    },
    /** Returns the answers since the last call of this function. */
    take: () => answers.splice(0),
    stop: async () => {
      isOver = true;
      await Promise.all(clients);
    },
  };
}

test("when PostgreSQL crashes under load, callers get 503, no request is wrongly accepted, and everything recovers by itself", async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  await connect(acme, server.url);
  const [kept, lost] = await Promise.all([makeToken(ada, [acme]), makeToken(ada, [acme])]);
  const [good, revoked] = [keepCalling(kept.token), keepCalling(lost.token)];
  await Promise.all([good.more(200), revoked.more(200)]);

  await db().key.update({ where: { id: lost.keyId }, data: { revokedAt: new Date() } });
  await database.crash();
  // Every client was refused once, so all earlier calls are answered.
  await Promise.all([good.more(503), revoked.more(503)]);
  revoked.take();
  expect((await fetch(`${gateway.url}/api/health`)).status).toBe(200);
  expect((await fetch(`${gateway.url}/api/ready`)).status).toBe(503);

  await database.startAgain();
  await Promise.all([good.more(200), revoked.more(401)]);
  await vi.waitFor(async () => expect((await fetch(`${gateway.url}/api/ready`)).status).toBe(200), EVENTUALLY);
  await Promise.all([good.stop(), revoked.stop()]);

  const all = good.take();
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200, 503]));
  for (const { headers, body } of all.filter(({ status }) => status === 503)) {
    // Calls under way may succeed earlier than calls whose key could not be read.
    expect(headers.get("retry-after")).toMatch(/^[15]$/);
    expect(body.error?.data).toMatchObject({ errorType: "UNAVAILABLE" });
  }
  // The failures of an address are limited, and both keys call from the same address.
  const ofRevoked = new Set(revoked.take().map(({ status }) => status));
  expect([...ofRevoked].filter((status) => ![401, 429, 503].includes(status))).toEqual([]);
});
