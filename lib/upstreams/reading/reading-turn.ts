import { FairQueue } from "#lib/bounds/fair-queue";
import { MINUTE_MS } from "#lib/clock";
import { AppError } from "#lib/errors";
import { single } from "#lib/process";

/** So many catalogues are read at once, and so many of one workspace. Each may take a hundred megabytes of memory. */
const READ_AT_ONCE = 6;
const READ_AT_ONCE_IN_WORKSPACE = 2;

/**
 * Waits until a catalogue may be read, at most a minute. No workspace holds more than its share of the turns.
 * @returns the turn, which ends when it is disposed of
 * @throws AppError UNAVAILABLE when there was no turn within a minute
 */
export async function readingTurn(server: { name: string; workspaceId: string }): Promise<Disposable> {
  const { workspaceId: workspace } = server;
  // Nobody owns a reading but its workspace, so the workspace takes turns as an owner does.
  const allowance = { limit: READ_AT_ONCE, parts: { owner: READ_AT_ONCE_IN_WORKSPACE } };
  const turns = single("catalogue-readings", () => new FairQueue(allowance));
  const release = await turns.acquire({ owner: workspace, workspace }, 1, AbortSignal.timeout(MINUTE_MS)).catch(() => {
    const message = `“${server.name}” was not asked, because Latchkey reads many other MCP servers. Try again later.`;
    // The server itself did not fail, so nothing about it may be saved.
    throw new AppError("UNAVAILABLE", message, { retryAfterSeconds: 60 });
  });
  return { [Symbol.dispose]: release };
}
