import { single } from "#lib/process";

type Stopping = { hasBegun: boolean; isClosed: boolean };

function stopping(): Stopping {
  return single("stopping", () => ({ hasBegun: false, isClosed: false }));
}

/** Whether this process has been told to stop. Load balancers should send it nothing new. */
export function isStopping(): boolean {
  return stopping().hasBegun;
}

/** Whether this process takes no new connections any more. What is opened now must not stay open. */
export function isClosed(): boolean {
  return stopping().isClosed;
}

/** Notes that the stop has begun. */
export function noteStopping(): void {
  stopping().hasBegun = true;
}

/** Notes that no new connections are taken any more. */
export function noteClosed(): void {
  stopping().isClosed = true;
}
