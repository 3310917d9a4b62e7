/** Work that has not ended, by what it is about. */
export type InFlight<T> = Map<string, Promise<T>>;

/** Starts `work`, or joins what runs under the same key already; what has ended is started anew. */
export function singleFlight<T>(running: InFlight<T>, key: string, work: () => Promise<T>): Promise<T> {
  const known = running.get(key);
  if (known) return known;
  const started = work().finally(() => running.delete(key));
  running.set(key, started);
  return started;
}
