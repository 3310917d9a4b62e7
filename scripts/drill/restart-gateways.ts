import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startEmbedded } from "#lib/db/embedded/embedded";
import { openDatabase } from "#lib/db/open";
import { parseEnv, provideEnv } from "#lib/env";
import { startCountingServer } from "#scripts/drill/counting-server";
import { startProxy } from "#scripts/drill/proxy";
import { restartUnderLoad } from "#scripts/drill/rolling-restart";
import { startGatewayProcess } from "#testing/machine/gateway-process";
import { connect, makeToken } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace } from "#testing/people/factories";

/**
 * Restarts three gateways behind nginx in turn, without a pause, while clients call through it:
 * `npm run drill:restarts -- [calls]`. It prints what became of the calls, and fails when one of them failed.
 */
const CALLS = 60_000;
const GATEWAYS = 3;
const CLIENTS = 64;
const SLUG = "counting";
/** Limits on the rate of calls would answer the load. */
const UNLIMITED = {
  RATE_LIMIT_KEY_PER_MINUTE: "0",
  RATE_LIMIT_WORKSPACE_PER_MINUTE: "0",
  MAX_CALLS_PER_KEY: "1000",
};

const { positionals } = parseArgs({ allowPositionals: true });
const folder = await mkdtemp(join(tmpdir(), "latchkey-drill-"));
const postgres = await startEmbedded({ dataDir: folder, password: "drill" });
const secrets = { authSecret: "", encryptionKey: "", databasePassword: "" };
const [AUTH_SECRET, ENCRYPTION_KEY] = [1, 2].map(() => randomBytes(32).toString("base64"));
const settings = { DATABASE_URL: postgres.url, AUTH_SECRET, ENCRYPTION_KEY, LOG_LEVEL: "warn" };
provideEnv(parseEnv(settings, () => secrets));
const database = await openDatabase();

const server = await startCountingServer();
const owner = await makeUser();
const workspace = await makeWorkspace("Drill", [[owner, "owner"]]);
await connect(workspace, server.url, { slug: SLUG });
const { token } = await makeToken(owner, [workspace], { scopes: ["mcp:full"] });
const gateways = await Promise.all(Array.from({ length: GATEWAYS }, () => startGatewayProcess(UNLIMITED)));
const proxy = await startProxy(gateways);
try {
  const calls = Number(positionals[0] ?? CALLS);
  const { url } = proxy;
  const result = await restartUnderLoad({ gateways, url, token, server, slug: SLUG, clients: CLIENTS, calls });
  console.table([{ ...result, failed: Object.entries(Object.fromEntries(result.failed)).join(" ") || 0 }]);
  if (result.failed.size > 0 || result.miscounted > 0) process.exitCode = 1;
} finally {
  await proxy.stop();
  await Promise.all(gateways.map((gateway) => gateway.remove()));
  await server.stop();
  await database.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
