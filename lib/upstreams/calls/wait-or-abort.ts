/**
 * Waits for `work` until `signal` fires. The work itself goes on, because other callers may wait for it too.
 * @throws the error of `work`; the reason of `signal` when it fires first
 */
export async function waitOrAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // When `work` fails after the signal, nobody handles its error any more.
  work.catch(() => {});
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
