import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { type CountingServer, startCountingServer } from "#scripts/drill/counting-server";
import { type RunningProxy, startProxy } from "#scripts/drill/proxy";
import { restartUnderLoad } from "#scripts/drill/rolling-restart";
import { useDatabase } from "#testing/databases/use-database";
import { startGatewayProcess } from "#testing/machine/gateway-process";
import type { Installation } from "#testing/machine/installation";
import { connect, makeToken } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace } from "#testing/people/factories";

useDatabase();

const GATEWAYS = 3;
const CALLS = 3_000;
const UNLIMITED = { RATE_LIMIT_KEY_PER_MINUTE: "0", RATE_LIMIT_WORKSPACE_PER_MINUTE: "0" };

let server: CountingServer;
let gateways: Installation[];
let proxy: RunningProxy;
beforeAll(async () => {
  server = await startCountingServer();
  gateways = await Promise.all(Array.from({ length: GATEWAYS }, () => startGatewayProcess(UNLIMITED)));
  proxy = await startProxy(gateways);
});
afterAll(async () => {
  await proxy.stop();
  await Promise.all([server.stop(), ...gateways.map((gateway) => gateway.remove())]);
});

test("gateways behind nginx are restarted in turn under load, and no call fails, is lost or is carried out twice", async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  await connect(acme, server.url, { slug: "counting" });
  const { token } = await makeToken(ada, [acme], { scopes: ["mcp:full"] });
  const { url } = proxy;
  const result = await restartUnderLoad({
    gateways,
    url,
    token,
    server,
    slug: "counting",
    clients: 16,
    calls: CALLS,
  });
  expect(result).toMatchObject({ sent: result.answered, failed: new Map(), miscounted: 0 });
  expect(result.answered).toBeGreaterThanOrEqual(CALLS);
  expect(result.restarts).toBeGreaterThanOrEqual(GATEWAYS);
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  expect(await db().usageEvent.count({ where: { outcome: "ok", method: "tools/call" } })).toBe(result.answered);
});
