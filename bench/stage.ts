import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Surroundings } from "#bench/contender";
import { startUpstream } from "#bench/contenders/direct";
import { type BenchDatabase, type SharedSettings, startDatabase } from "#bench/latchkey/database";
import { makeTokens } from "#bench/latchkey/keys";
import { seed } from "#bench/latchkey/seed";
import type { Options } from "#bench/options";

/** Over so many keys the load is spread; nginx has all of them in its list. */
const CALL_TOKENS = 1_000;
const LIST_TOKENS = 50;

/** What has to be there before anybody can start. */
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
  /** What to stop at the end, last come first. */
  onClear: OnClear;
};

export type OnClear = (stop: () => Promise<void>) => void;

/** Sets the stage, lets `work` happen on it, and clears it whatever happens. */
export function onStage(options: Options, work: (stage: Stage) => Promise<void>): Promise<void> {
  return clearingAfter(async (onClear) => work(await setStage(options, onClear)));
}

/** Lets `work` happen, and then stops whatever it said to stop, last come first, also when it is broken off. */
export async function clearingAfter(work: (onClear: OnClear) => Promise<void>): Promise<void> {
  const stops: (() => Promise<void>)[] = [];
  const onClear: OnClear = (stop) => {
    stops.unshift(stop);
  };
  let clearing: Promise<void> | undefined;
  const stopAll = async () => {
    for (const stop of stops) await stop();
  };
  // Of a run that is broken off, both the signal and the work that fails by it come here.
  const clear = () => {
    clearing ??= stopAll();
    return clearing;
  };
  // PostgreSQL does not hear of a Ctrl-C, and would stay.
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
