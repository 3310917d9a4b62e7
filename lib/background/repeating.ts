import { log } from "#lib/log";

export type Repeating = { stop(): Promise<void> };

type Repetition = {
  /** As in "Old deliveries could not be deleted." */
  failure: string;
  everyMs: number;
  /** Until the first time; as long as between the others unless given. */
  firstAfterMs?: number;
  work: () => Promise<unknown>;
};

/**
 * Does something again and again, each time after the one before has ended, give or take half the time: replicas that
 * started together do not come together. What fails is logged and tried again the next time.
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
