import { log } from "#lib/log";

export type Repeating = { stop(): Promise<void> };

type Repetition = {
  /** The log message for a failure, such as "Old deliveries could not be deleted." */
  failure: string;
  everyMs: number;
  /** The time until the first run; `everyMs` by default. */
  firstAfterMs?: number;
  work: () => Promise<unknown>;
};

/**
 * Repeats `work`. The next run starts about `everyMs` after the last one has ended. The time varies by half in both
 * directions, so replicas that started together do not run together. A failure is logged; the next run happens anyway.
 * @returns `stop` starts no further run, and resolves when the current run has ended
 */
export function repeat({ failure, everyMs, firstAfterMs = everyMs, work }: Repetition): Repeating {
  let timer: NodeJS.Timeout;
  let isStopped = false;
  let current: Promise<void> = Promise.resolve();
  const schedule = (afterMs: number) => {
    timer = setTimeout(
      () => {
        current = run();
      },
      afterMs * (0.5 + Math.random()),
    );
    timer.unref();
  };
  const run = async () => {
    await work().catch((error) => log().warn({ error }, failure));
    if (!isStopped) schedule(everyMs);
  };
  schedule(firstAfterMs);
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      return current;
    },
  };
}
