/**
 * What became of a form that was sent.
 * - `done`: the action succeeded, or led to another page
 * - `refused`: the form stays, with an error
 * - `outdated`: the page is older than the server, or a part of it could not be loaded
 * - `signed-out`: the session has ended, and the sign-in page opens
 */
export type FormOutcome = "done" | "refused" | "outdated" | "signed-out";

type Listener = (outcome: FormOutcome) => void;

const listenersOf = new WeakMap<object, Set<Listener>>();

/** Hears what becomes of each form that `submit`, the function of `useFormAction`, sends. @returns the end of it */
export function onOutcome(submit: object, listener: Listener): () => void {
  const listeners = listenersOf.get(submit) ?? new Set();
  listenersOf.set(submit, listeners.add(listener));
  return () => listeners.delete(listener);
}

export function announceOutcome(submit: object, outcome: FormOutcome): void {
  for (const listener of listenersOf.get(submit) ?? []) listener(outcome);
}
