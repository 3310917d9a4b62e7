import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/** Milliseconds that the fixed work takes on the reference machine when nothing else runs on it. */
const REFERENCE_MS = 200;
/** Pieces of 1 MiB that the fixed work hashes. */
const PIECES = 300;
/** A machine slower than this is not helped by longer limits. */
const MAX_SLOWNESS = 10;
const VARIABLE = "LATCHKEY_TEST_SLOWNESS";

const WORK = `
  const { createHash } = require("node:crypto");
  const piece = Buffer.alloc(1024 * 1024, "x");
  const startedAtMs = performance.now();
  for (let index = 0; index < ${PIECES}; index += 1) createHash("sha256").update(piece).digest();
  require("node:worker_threads").parentPort.postMessage(performance.now() - startedAtMs);`;

/**
 * Measures how slow this machine is: a fixed piece of work on two processors at once, as the tests use them. The result
 * goes into the environment, so that the processes that this one starts know it. Later calls measure nothing.
 *
 * @returns how many times longer than on the reference machine work takes here; at least 1
 */
export async function measureSlowness(): Promise<number> {
  if (!process.env[VARIABLE]) {
    const workers = Math.min(2, availableParallelism());
    const tookMs = await Promise.all(Array.from({ length: workers }, workInThread));
    const measured = Math.max(...tookMs) / REFERENCE_MS;
    process.env[VARIABLE] = Math.min(MAX_SLOWNESS, Math.max(1, measured)).toFixed(1);
  }
  return slowness();
}

/** How many times longer than on the reference machine work takes here; 1 when nobody measured it. */
function slowness(): number {
  return Number(process.env[VARIABLE] ?? 1);
}

/** @returns a limit of time for this machine. @param ms the limit on the reference machine, in milliseconds */
export function scaled(ms: number): number {
  return Math.ceil(ms * slowness());
}

/** Options of a wait for a condition. The limit only ends what hangs: a condition that comes, comes far earlier. */
export const EVENTUALLY = { timeout: scaled(90_000), interval: 20 };

function workInThread(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  new Worker(WORK, { eval: true }).once("message", resolve).once("error", reject);
  return promise;
}
