import { FairQueue } from "#lib/bounds/fair-queue";
import { MINUTE_MS } from "#lib/clock";
import { single } from "#lib/process";
import { UpstreamError } from "#lib/upstreams/catalogue/failure";

/** So many catalogues are read at once, and so many of one workspace. Each may take a hundred megabytes of memory. */
const READ_AT_ONCE = 6;
const READ_AT_ONCE_IN_WORKSPACE = 2;

/**
 * Waits until a catalogue may be read, at most a minute. No workspace holds more than its share of the turns.
 * @returns the turn, which ends when it is disposed of
 * @throws UpstreamError TIMED_OUT when there was no turn within a minute
 */
export async function readingTurn(server: { name: string; workspaceId: string }): Promise<Disposable> {
  const { workspaceId: workspace } = server;
  // Nobody owns a reading but its workspace, so the workspace takes turns as an owner does.
  const allowance = { limit: READ_AT_ONCE, parts: { owner: READ_AT_ONCE_IN_WORKSPACE } };
  const turns = single("catalogue-readings", () => new FairQueue(allowance));
  const release = await turns.acquire({ owner: workspace, workspace }, 1, AbortSignal.timeout(MINUTE_MS)).catch(() => {
    const message = `“${server.name}” was not asked, because Latchkey reads many other MCP servers. Try again later.`;
    throw new UpstreamError({ code: "TIMED_OUT", message });
  });
  return { [Symbol.dispose]: release };
}
