/** The work that has not ended, by key. */
export type InFlight<T> = Map<string, Promise<T>>;

/** Starts `work`, or returns the promise of work that already runs under the same key. */
export function singleFlight<T>(running: InFlight<T>, key: string, work: () => Promise<T>): Promise<T> {
  const known = running.get(key);
  if (known) return known;
  const started = work().finally(() => running.delete(key));
  running.set(key, started);
  return started;
}
