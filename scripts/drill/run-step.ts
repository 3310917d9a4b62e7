import { pool } from "#lib/db/pool";
import { type Counts, countStep, type Killed, type Observed, problemsOf } from "#scripts/drill/count-step";
import type { Call } from "#scripts/drill/load";
import type { Site } from "#scripts/drill/site";
import type { Scene, Step } from "#scripts/drill/step";
import { startTwoLoads } from "#scripts/drill/two-loads";
import { holds, until } from "#scripts/drill/until";
import { problemOfPages, watchPages } from "#scripts/drill/watch-pages";
import { scaled } from "#testing/machine/slowness";

/** The answers of the key that lasts before anything goes wrong, and after everything is right again. */
const ENOUGH = 60;
/** The answers of the key that ends before its end, and its calls afterwards. */
const ENOUGH_OF_DOOMED = 10;

export type StepResult = Counts & {
  name: string;
  /** How long after the disturbance all processes were ready and calls succeeded again. */
  recoverySeconds: number;
  /** How often the dashboard answered its page for signing in with each status; empty without a dashboard. */
  pages: Map<string, number>;
  problems: string[];
};

/** Runs one step under load, waits until everything is well again, and counts. */
export async function runStep(step: Step, site: Site, nextNumber: () => number): Promise<StepResult> {
  const loads = await startTwoLoads(site, nextNumber);
  const pageWatch = watchPages(site.dashboard?.url);
  const { steady, doomed } = loads;
  const killed: Killed[] = [];
  let revokedAtMs = Number.POSITIVE_INFINITY;
  const end = async (column: "revokedAt" | "expiresAt") => {
    await loads.endKey(column);
    revokedAtMs = performance.now();
  };
  const scene: Scene = {
    ...site,
    revoke: () => end("revokedAt"),
    endByClock: () => end("expiresAt"),
    answers: (count) => more("answers", () => answered(steady), count),
    failures: (count) => more("failures", () => steady.length - answered(steady), count),
    noteKilled: ({ url }) => killed.push({ port: new URL(url).port, atMs: performance.now() }),
  };
  let recoverySeconds: number;
  let pages: Map<string, number>;
  try {
    await scene.answers(ENOUGH);
    await more("answers with the key that ends", () => answered(doomed), ENOUGH_OF_DOOMED);
    await step.disturb(scene);
    const disturbedAtMs = performance.now();
    await untilReady(site);
    await scene.answers(1);
    recoverySeconds = (performance.now() - disturbedAtMs) / 1_000;
    await scene.answers(ENOUGH);
    await more("calls with the revoked key", () => doomed.length, ENOUGH_OF_DOOMED);
  } finally {
    await loads.stop();
    pages = await pageWatch.stop();
  }
  const { carriedOut } = site.server;
  const known = { steady, doomed, revokedAtMs, carriedOut, killed, allowed: step.allowed, slowness: scaled(1) };
  const counts = await countWhenStored(known, loads.keyIds);
  const problems = [...problemsOf(counts), ...problemOfPages(pages)];
  return { name: step.name, ...counts, recoverySeconds, pages, problems };
}

function answered(calls: readonly Call[]): number {
  return calls.filter(({ problem }) => problem === null).length;
}

function more(what: string, count: () => number, wanted: number): Promise<void> {
  const before = count();
  return until(`${wanted} further ${what}`, () => count() - before >= wanted);
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
