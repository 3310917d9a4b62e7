import { HOUR_MS } from "#lib/clock";
import { type Call, runLoad } from "#scripts/drill/load";
import { type Site, SLUG } from "#scripts/drill/site";
import { makeToken } from "#testing/machine/running-gateway";

const STEADY_CLIENTS = 40;
const DOOMED_CLIENTS = 6;
const REST_MS = 20;
/** Calls that take this or a multiple see what happens meanwhile. The longest outlast the time to read a key. */
const SLOW_MS = 1_500;
/** Longer than the drill, and shorter than the clock of any gateway is off. */
const KEY_LASTS_MS = HOUR_MS / 2;

/** The calls of a step so far, by the key that lasts and the key that ends. */
export type TwoLoads = {
  steady: readonly Call[];
  doomed: readonly Call[];
  keyIds: readonly string[];
  /** Ends the key that ends, by revoking it or by the database's clock. */
  endKey(column: "revokedAt" | "expiresAt"): Promise<void>;
  /** Sends no further calls, and waits for the answers of those under way. */
  stop(): Promise<void>;
};

/** Begins to call with two new keys through the proxy. */
export async function startTwoLoads(site: Site, nextNumber: () => number): Promise<TwoLoads> {
  const { owner, workspace, proxy, database } = site;
  const expiresAt = new Date(Date.now() + KEY_LASTS_MS);
  const makeUsedKey = () => makeToken(owner, [workspace], { scopes: ["mcp:full"], expiresAt });
  const [lasting, ending] = [await makeUsedKey(), await makeUsedKey()];
  const steady: Call[] = [];
  const doomed: Call[] = [];
  let isOver = false;
  const load = (token: string, clients: number, calls: Call[]) =>
    runLoad({
      url: proxy.url,
      token,
      server: SLUG,
      clients,
      goesOn: () => !isOver,
      nextNumber,
      restMs: REST_MS,
      slowMs: SLOW_MS,
      onEnd: (call) => calls.push(call),
    });
  const loads = Promise.all([load(lasting.token, STEADY_CLIENTS, steady), load(ending.token, DOOMED_CLIENTS, doomed)]);
  return {
    steady,
    doomed,
    keyIds: [lasting.keyId, ending.keyId],
    endKey: async (column) => {
      // PostgreSQL lets the superuser in when nobody else has a connection left.
      const client = await database.connect("admin");
      const sql = `UPDATE "Key" SET "${column}" = now() WHERE id = $1`;
      await client.query(sql, [ending.keyId]).finally(() => client.end());
    },
    stop: async () => {
      isOver = true;
      await loads;
    },
  };
}
