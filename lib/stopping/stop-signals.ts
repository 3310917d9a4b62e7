import { SECOND_MS } from "#lib/clock";
import { startedByNpm } from "#lib/env";
import { whenParentEnds } from "#lib/stopping/parent";
import { isStopping } from "#lib/stopping/stopping";

/** The signals that ask for a stop. A terminal sends SIGHUP when it is closed. */
const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/** Why the process stops: a signal, or the end of the npm that started it. */
export type StopReason = (typeof SIGNALS)[number] | "end of npm";

/**
 * A signal within this time of the first is the same one again. A terminal sends Ctrl-C to npm and to this process, and
 * npm passes its own on. A supervisor may send SIGTERM to a whole group in the same way.
 */
const SAME_SIGNAL_MS = 2 * SECOND_MS;

type Stop = {
  /** Called once, when the process has to stop. */
  begin(reason: StopReason): void;
  /** Called when somebody asks again, because the stop takes too long. */
  hurry(): void;
};

/**
 * Tells apart the first request to stop, its repetitions, and a second request.
 * @param nowMs a clock that only goes forward
 */
export function stopRequests({ begin, hurry }: Stop, nowMs: () => number): (reason: StopReason) => void {
  let begunAtMs: number | undefined;
  return (reason) => {
    if (begunAtMs === undefined) {
      begunAtMs = nowMs();
      begin(reason);
    } else if (nowMs() - begunAtMs >= SAME_SIGNAL_MS) hurry();
  };
}

/**
 * Listens to the signals that ask for a stop. Where npm started this process, its end asks for a stop too: a supervisor
 * that kills npm alone means the program.
 */
export function onStopRequests(stop: Stop): void {
  const request = stopRequests(stop, () => performance.now());
  for (const signal of SIGNALS) process.on(signal, request);
  if (!startedByNpm()) return;
  whenParentEnds(() => {
    // A signal to the whole group ends npm too, and that is no second request.
    if (!isStopping()) request("end of npm");
  });
}
