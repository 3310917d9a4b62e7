import { CallInProgress } from "#lib/gateway/calls/call-in-progress";
import { watch } from "#lib/gateway/watch/watch";

/**
 * Ends every call of this process with an error for its client. Called when a stop cannot wait any longer.
 * @returns how many calls there were
 */
export function cutCalls(): number {
  const calls = callsInProgress();
  for (const call of calls) call.cut();
  return calls.length;
}

/** The time limit of the call in progress that has the longest one, in milliseconds; 0 without calls. */
export function longestCallMs(): number {
  return Math.max(0, ...callsInProgress().map((call) => call.limitMs));
}

function callsInProgress(): CallInProgress[] {
  return [...watch().all()].filter((one) => one instanceof CallInProgress);
}
