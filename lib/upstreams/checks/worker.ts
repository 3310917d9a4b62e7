import { setTimeout as pause } from "node:timers/promises";
import { type Repeating, repeat } from "#lib/background/repeating";
import { type Clock, SECOND_MS } from "#lib/clock";
import { log } from "#lib/log";
import { type ClaimedServer, claimDue } from "#lib/upstreams/checks/claim";
import { refreshCatalogue } from "#lib/upstreams/reading/refresh";

const POLL_EVERY_MS = 3 * SECOND_MS;
const STOP_WITHIN_MS = 3 * SECOND_MS;
/** So many servers are checked at once, each of another workspace. So dead servers of one workspace delay no other. */
const CHECKED_AT_ONCE_MAX = 4;
/** So many owners are remembered in one round of turns. */
const ROUND_MAX = 1_000;

/**
 * Checks servers that are due until it is stopped: those whose calls fail, and those in trouble. Several processes may do
 * this with one database.
 */
export function startServerChecks(clock: Clock): Repeating {
  const checker = new Checker(clock);
  const polling = repeat({
    failure: "MCP servers to check could not be looked for.",
    everyMs: POLL_EVERY_MS,
    work: () => checker.checkDue(),
  });
  return {
    stop: async () => {
      checker.stop();
      await polling.stop();
      // A server that hangs must not delay the end of the process. Another process checks it after the lease.
      await Promise.race([checker.finished(), pause(STOP_WITHIN_MS, undefined, { ref: false })]);
    },
  };
}

/**
 * Checks due servers, at most `CHECKED_AT_ONCE_MAX` at once and one of each workspace. The owners of workspaces take
 * turns, so somebody with many workspaces full of dead servers delays another's server by one check at most.
 */
export class Checker {
  readonly #clock: Clock;
  readonly #underWay = new Map<string, Promise<void>>();
  /** The owners that have had their turn in this round. */
  readonly #served = new Set<string>();
  #isStopped = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Starts the checks that are due, up to the limit. Each check that ends starts the next one at once. */
  checkDue(): Promise<void> {
    // One claim after the other. Claims at the same time would each find the same workspaces free.
    const looking = this.#looking.then(() => this.#checkUpToLimit());
    this.#looking = looking.catch(() => {});
    return looking;
  }

  /** Makes sure that no further check is started. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Resolves when no check is under way any more. */
  async finished(): Promise<void> {
    await this.#looking;
    while (this.#underWay.size > 0) {
      await Promise.all(this.#underWay.values());
      await this.#looking;
    }
  }

  async #checkUpToLimit(): Promise<void> {
    while (!this.#isStopped && this.#underWay.size < CHECKED_AT_ONCE_MAX) {
      const server = await claimDue(this.#clock.now(), [...this.#underWay.keys()], [...this.#served]);
      if (!server && this.#served.size === 0) return;
      if (!server || this.#served.size >= ROUND_MAX) this.#served.clear();
      if (!server) continue;
      for (const owner of server.owners) this.#served.add(owner);
      this.#begin(server);
    }
  }

  #begin({ id, workspaceId }: ClaimedServer): void {
    const work = refreshCatalogue(id, this.#clock.now())
      .then(() => {})
      .catch((error) => log().warn({ error, upstreamId: id }, "An MCP server could not be checked."))
      .finally(() => {
        this.#underWay.delete(workspaceId);
        // A failure is logged at the next poll, which fails for the same reason.
        void this.checkDue().catch(() => {});
      });
    this.#underWay.set(workspaceId, work);
  }
}
