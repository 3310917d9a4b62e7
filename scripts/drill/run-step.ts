import { HOUR_MS } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { type Counts, countStep, type Killed, type Observed, problemsOf } from "#scripts/drill/count-step";
import { type Call, runLoad } from "#scripts/drill/load";
import { type Site, SLUG } from "#scripts/drill/site";
import type { Scene, Step } from "#scripts/drill/step";
import { holds, until } from "#scripts/drill/until";
import { problemOfPages, watchPages } from "#scripts/drill/watch-pages";
import { makeToken } from "#testing/machine/running-gateway";
import { scaled } from "#testing/machine/slowness";

const STEADY_CLIENTS = 24;
const DOOMED_CLIENTS = 4;
const REST_MS = 20;
/** Longer than the bell, the heartbeat of its connection and a poll take: such calls see what happens meanwhile. */
const SLOW_MS = 1_500;
/** The answers of both keys before anything goes wrong, and after everything is right again. */
const ENOUGH = 60;
const ENOUGH_REFUSED = 10;
/** Longer than the drill, and shorter than the clock of any gateway is off. */
const KEY_LASTS_MS = HOUR_MS / 2;

export type StepResult = Counts & {
  name: string;
  seconds: number;
  /** How long after the disturbance all processes were ready and calls succeeded again. */
  recoverySeconds: number;
  /** How often the dashboard answered its page for signing in with each status; empty without a dashboard. */
  pages: Map<string, number>;
  problems: string[];
};

/** Runs one step under load, waits until everything is well again, and counts. */
export async function runStep(step: Step, site: Site, nextNumber: () => number): Promise<StepResult> {
  const begunAtMs = performance.now();
  const [steadyKey, doomedKey] = await makeKeys(site);
  const steady: Call[] = [];
  const doomed: Call[] = [];
  const killed: Killed[] = [];
  let revokedAtMs = Number.POSITIVE_INFINITY;
  let isOver = false;
  const load = (token: string, clients: number, calls: Call[]) =>
    runLoad({
      url: site.proxy.url,
      token,
      server: SLUG,
      clients,
      goesOn: () => !isOver,
      nextNumber,
      restMs: REST_MS,
      slowMs: SLOW_MS,
      onEnd: (call) => calls.push(call),
    });
  const loads = Promise.all([
    load(steadyKey.token, STEADY_CLIENTS, steady),
    load(doomedKey.token, DOOMED_CLIENTS, doomed),
  ]);
  const answered = (calls: readonly Call[]) => calls.filter(({ problem }) => problem === null).length;
  const more = (what: string, count: () => number, wanted: number) => {
    const before = count();
    return until(`${wanted} ${what}`, () => count() - before >= wanted);
  };
  const failed = () => steady.length - answered(steady);
  const end = async (column: "revokedAt" | "expiresAt") => {
    await endKey(site, doomedKey.keyId, column);
    revokedAtMs = performance.now();
  };
  const scene: Scene = {
    ...site,
    revoke: () => end("revokedAt"),
    endByClock: () => end("expiresAt"),
    answers: (count) => more("further answers", () => answered(steady), count),
    failures: (count) => more("further failures", failed, count),
    noteKilled: ({ url }) => killed.push({ port: new URL(url).port, atMs: performance.now() }),
  };
  const pageWatch = site.dashboard && watchPages(site.dashboard.url);
  let pages = new Map<string, number>();
  let recoverySeconds = 0;
  try {
    await scene.answers(ENOUGH);
    await more("answers with the key that ends", () => answered(doomed), ENOUGH_REFUSED);
    await step.disturb(scene);
    const disturbedAtMs = performance.now();
    await untilReady(site);
    await scene.answers(1);
    recoverySeconds = (performance.now() - disturbedAtMs) / 1_000;
    await scene.answers(ENOUGH);
    await more("calls with the revoked key", () => doomed.length, ENOUGH_REFUSED);
  } finally {
    isOver = true;
    await loads;
    if (pageWatch) pages = await pageWatch.stop();
  }
  const { carriedOut } = site.server;
  const known = { steady, doomed, revokedAtMs, carriedOut, killed, allowed: step.allowed, slowness: scaled(1) };
  const counts = await countWhenStored(known, [steadyKey.keyId, doomedKey.keyId]);
  const seconds = (performance.now() - begunAtMs) / 1_000;
  return {
    name: step.name,
    ...counts,
    seconds,
    recoverySeconds,
    pages,
    problems: [...problemsOf(counts), ...problemOfPages(pages)],
  };
}

/** Makes the key that lasts and the key that ends, and gives both the right to write. */
async function makeKeys({ owner, workspace }: Site) {
  const expiresAt = new Date(Date.now() + KEY_LASTS_MS);
  const make = () => makeToken(owner, [workspace], { scopes: ["mcp:full"], expiresAt });
  return [await make(), await make()] as const;
}

/** Ends a key as the superuser, whom PostgreSQL lets in when nobody else has a connection left. */
async function endKey({ database }: Site, keyId: string, column: "revokedAt" | "expiresAt"): Promise<void> {
  const client = await database.connect("admin");
  await client.query(`UPDATE "Key" SET "${column}" = now() WHERE id = $1`, [keyId]).finally(() => client.end());
}

async function untilReady({ gateways, dashboard }: Site): Promise<void> {
  const all = dashboard ? [...gateways, dashboard] : gateways;
  await until("every process is ready", async () => {
    const answers = await Promise.all(all.map(({ url }) => fetch(`${url}/api/ready`)));
    return answers.every(({ ok }) => ok);
  });
}

/** Gateways write their calls later. Waits until every call is counted, or until no more can come. */
async function countWhenStored(known: Omit<Observed, "stored">, keyIds: readonly string[]): Promise<Counts> {
  let counts: Counts | undefined;
  await holds(async () => {
    counts = countStep({ ...known, stored: await readStored(keyIds) });
    return counts.lost === 0;
  });
  if (!counts) throw new Error("The rows of usage could not be read.");
  return counts;
}

async function readStored(keyIds: readonly string[]): Promise<Map<string, string[]>> {
  const { rows } = await pool().query<{ requestId: string; outcomes: string[] }>(
    'SELECT "requestId", array_agg("outcome") AS outcomes FROM "UsageEvent" WHERE "keyId" = ANY($1) GROUP BY 1',
    [keyIds],
  );
  return new Map(rows.map(({ requestId, outcomes }) => [requestId, outcomes]));
}
