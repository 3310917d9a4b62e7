import { randomBytes } from "node:crypto";
import { closeDatabase } from "#lib/db/client";
import { parseEnv, provideEnv } from "#lib/env";
import { makeClock, type SettableClock } from "#scripts/drill/clocks";
import { type CountingServer, startCountingServer } from "#scripts/drill/counting-server";
import { type RunningProxy, startProxy } from "#scripts/drill/proxy";
import { type FailingDatabase, startFailingDatabase } from "#testing/databases/failing-database";
import { mountSmallDisk, type SmallDisk } from "#testing/databases/small-disk";
import { startGatewayProcess } from "#testing/machine/gateway-process";
import type { Installation } from "#testing/machine/installation";
import { type RedisServer, startRedis } from "#testing/machine/redis-server";
import { connect } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, type TestUser, type TestWorkspace } from "#testing/people/factories";

/** The slug of the counting server at the gateways. */
export const SLUG = "counting";
/** The disk holds the tables, which take some 20 MB. */
const DISK_MB = 96;
/** Limits that the load does not reach. They are on, so that every call is counted in Redis. */
const SETTINGS = {
  RATE_LIMIT_KEY_PER_MINUTE: "1000000",
  RATE_LIMIT_KEY_BURST: "1000000",
  RATE_LIMIT_WORKSPACE_PER_MINUTE: "1000000",
  RATE_LIMIT_WORKSPACE_BURST: "1000000",
  MAX_CALLS_PER_KEY: "1000",
  // The drill knows each call by the id of its request.
  TRUST_PROXY: "true",
};

type Gateway = Installation & { clock: SettableClock };

/** Everything on which the drill runs. */
export type Site = {
  database: FailingDatabase;
  /** The small disk of the tables; undefined where none may be mounted. */
  disk: SmallDisk | undefined;
  redis: RedisServer;
  gateways: [Gateway, Gateway];
  dashboard: Installation | undefined;
  proxy: RunningProxy;
  server: CountingServer;
  owner: TestUser;
  workspace: TestWorkspace;
  stop(): Promise<void>;
};

/**
 * Starts a PostgreSQL, a Redis, two gateways behind nginx, and an MCP server.
 * @param options.isWhole also starts a dashboard, which needs the production build, and puts the tables on a small disk
 */
export async function startSite({ isWhole }: { isWhole: boolean }): Promise<Site> {
  const begun: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of begun.splice(0).reverse()) await end();
  };
  /** Remembers how a part ends, so that a site that is half built leaves nothing behind. */
  const toEnd = <T>(part: T, end: (part: T) => Promise<unknown>): T => {
    begun.push(() => end(part));
    return part;
  };
  try {
    const disk = isWhole ? await mountSmallDisk(DISK_MB) : undefined;
    if (disk) begun.push(disk.remove);
    const database = toEnd(await startFailingDatabase(), (one) => one.remove());
    if (disk) await putTablesOn(database, disk);
    const redis = toEnd(await startRedis(), (one) => one.stop());
    provideSettings(database.url);
    begun.push(closeDatabase);
    const server = toEnd(await startCountingServer(), (one) => one.stop());
    const owner = await makeUser("Ada");
    const workspace = await makeWorkspace("Drill", [[owner, "owner"]]);
    await connect(workspace, server.url, { slug: SLUG });
    const settings = { ...SETTINGS, REDIS_URL: redis.url };
    const startGateway = async () => {
      const clock = toEnd(await makeClock(), (one) => one.remove());
      const running = toEnd(await startGatewayProcess({ ...settings, ...clock.settings }), (one) => one.remove());
      return Object.assign(running, { clock });
    };
    const gateways: [Gateway, Gateway] = [await startGateway(), await startGateway()];
    const dashboard = isWhole ? await startGatewayProcess({ ...settings, LATCHKEY_ROLE: "dashboard" }) : undefined;
    if (dashboard) toEnd(dashboard, (one) => one.remove());
    const proxy = toEnd(await startProxy(gateways), (one) => one.stop());
    return { database, disk, redis, gateways, dashboard, proxy, server, owner, workspace, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function putTablesOn(database: FailingDatabase, { folder }: SmallDisk): Promise<void> {
  await database.asAdmin(
    `CREATE TABLESPACE small LOCATION '${folder}'`,
    "ALTER DATABASE latchkey SET TABLESPACE small",
  );
}

/** Gives this process and the gateways the same database and secrets. */
function provideSettings(databaseUrl: string): void {
  const [AUTH_SECRET, ENCRYPTION_KEY] = [1, 2].map(() => randomBytes(32).toString("base64"));
  const settings = { DATABASE_URL: databaseUrl, AUTH_SECRET, ENCRYPTION_KEY, LOG_LEVEL: "silent" };
  provideEnv(parseEnv(settings, () => ({ authSecret: "", encryptionKey: "", databasePassword: "" })));
}
