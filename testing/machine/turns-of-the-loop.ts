/**
 * Counts how often the event loop of this process turns while work goes on. Work that holds the process lets it turn
 * once, however long it takes.
 */
export async function whileTurning(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  const count = () => {
    turns += 1;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  try {
    await work();
    return turns;
  } finally {
    clearImmediate(next);
  }
}
