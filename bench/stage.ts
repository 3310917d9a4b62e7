import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Surroundings } from "#bench/contender";
import { startUpstream } from "#bench/contenders/direct";
import { type BenchDatabase, type SharedSettings, startDatabase } from "#bench/latchkey/database";
import { makeTokens } from "#bench/latchkey/keys";
import { seed } from "#bench/latchkey/seed";
import type { Options } from "#bench/options";

/** The load is spread over this many keys. nginx has all of them in its list. */
const CALL_TOKENS = 1_000;
const LIST_TOKENS = 50;

/** Everything that must exist before the contenders can start. */
export type Stage = Surroundings & {
  options: Options;
  upstreamPid: number;
  database: BenchDatabase;
  settings: SharedSettings;
  /** The workspace that the tokens reach. */
  callsWorkspaceId: string;
  /** Tokens that reach 20 servers. */
  listTokens: string[];
  say(line: string): void;
  /** Adds a function to call at the end. The last one added runs first. */
  onClear: OnClear;
};

export type OnClear = (stop: () => Promise<void>) => void;

/** Sets the stage, runs `work` on it, and always clears it afterwards. */
export function onStage(options: Options, work: (stage: Stage) => Promise<void>): Promise<void> {
  return clearingAfter(async (onClear) => work(await setStage(options, onClear)));
}

/** Runs `work`, then all functions that it passed to `onClear`, the last one first. A signal runs them too. */
export async function clearingAfter(work: (onClear: OnClear) => Promise<void>): Promise<void> {
  const stops: (() => Promise<void>)[] = [];
  const onClear: OnClear = (stop) => {
    stops.unshift(stop);
  };
  let clearing: Promise<void> | undefined;
  const stopAll = async () => {
    for (const stop of stops) await stop();
  };
  // After a signal, both the signal handler and the failing work call this function.
  const clear = () => {
    clearing ??= stopAll();
    return clearing;
  };
  // Ctrl-C does not reach PostgreSQL, so it would keep running.
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => clear().finally(() => process.exit(1)));
  try {
    await work(onClear);
  } finally {
    await clear();
  }
}

async function setStage(options: Options, onClear: OnClear): Promise<Stage> {
  const say = (line: string) => console.error(line);
  const folder = await mkdtemp(join(tmpdir(), "latchkey-bench-"));
  onClear(() => rm(folder, { recursive: true, force: true }));
  const upstream = await startUpstream(folder);
  onClear(upstream.stop);
  say("Making a database with 1,000 keys…");
  const database = await startDatabase(folder);
  onClear(database.stop);
  const [tokens, listTokens] = [makeTokens(CALL_TOKENS), makeTokens(LIST_TOKENS)];
  const { settings } = database;
  const ports = { upstreamPort: upstream.port };
  const callsWorkspaceId = await seed(settings, { ...ports, callTokens: tokens, listTokens });
  return {
    ...ports,
    options,
    upstreamPid: upstream.pid,
    folder,
    database,
    settings,
    callsWorkspaceId,
    tokens,
    listTokens,
    say,
    onClear,
  };
}
