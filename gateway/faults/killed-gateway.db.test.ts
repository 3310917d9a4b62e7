import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { db } from "#lib/db/client";
import { type HttpAnswer, postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { startGatewayProcess } from "#testing/machine/gateway-process";
import type { Installation } from "#testing/machine/installation";
import { connect, makeToken } from "#testing/machine/running-gateway";
import { EVENTUALLY } from "#testing/machine/slowness";
import { makeUser, makeWorkspace, NOW } from "#testing/people/factories";
import { type HeldServer, startHeldServer } from "#testing/servers/held-server";

useDatabase();

const KEYS = 10;
const CALLS_A_KEY = 20;
const CALLS = KEYS * CALLS_A_KEY;

let server: HeldServer;
let replicas: [Installation, Installation];
beforeAll(async () => {
  server = await startHeldServer();
  replicas = await Promise.all([startGatewayProcess(), startGatewayProcess()]);
});
afterAll(() => Promise.all([server.stop(), ...replicas.map((replica) => replica.remove())]));

/** Sends the call again to the next address when the connection breaks, as clients do. */
async function callWithRetry(token: string): Promise<HttpAnswer & { tries: number }> {
  let failure: unknown;
  for (const [index, { url }] of replicas.entries()) {
    const message = { method: "tools/call", params: { name: "server__work", arguments: {} } };
    try {
      return { ...(await postModern(`${url}/mcp`, token, message)), tries: index + 1 };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

test("200 calls in a killed gateway succeed when they are sent to another gateway", async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  await connect(acme, server.url);
  const made = await Promise.all(Array.from({ length: KEYS }, () => makeToken(ada, [acme])));

  server.hold();
  const calls = made.flatMap(({ token }) => Array.from({ length: CALLS_A_KEY }, () => callWithRetry(token)));
  await vi.waitFor(() => expect(server.arrived()).toBe(CALLS), EVENTUALLY);
  await replicas[0].stop("SIGKILL");
  await vi.waitFor(() => expect(server.arrived()).toBe(2 * CALLS), EVENTUALLY);
  server.release();

  for (const { status, tries, body } of await Promise.all(calls)) {
    expect({ status, tries }).toEqual({ status: 200, tries: 2 });
    expect(body.result?.content).toEqual([{ type: "text", text: "done" }]);
  }
  // Each call is counted by the gateway that answered it, and by no other.
  const { restart, url } = replicas[0];
  const storedCalls = () => db().usageEvent.count({ where: { method: "tools/call", outcome: "ok" } });
  await expect.poll(storedCalls, EVENTUALLY).toBe(CALLS);
  // A gateway that was killed knows nothing of a key that was revoked meanwhile, and asks.
  const [doomed] = made;
  await db().key.update({ where: { id: doomed?.keyId ?? "" }, data: { revokedAt: NOW } });
  await restart();
  const message = { method: "tools/call", params: { name: "server__work", arguments: {} } };
  for (const replica of replicas) {
    expect((await postModern(`${replica.url}/mcp`, doomed?.token ?? "", message)).status).toBe(401);
  }
  expect((await postModern(`${url}/mcp`, made[1]?.token ?? "", message)).status).toBe(200);
  await Promise.all(replicas.map((replica) => replica.stop()));
  expect(await storedCalls()).toBe(CALLS + 1);
});
