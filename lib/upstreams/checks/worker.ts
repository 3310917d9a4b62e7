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

/** Checks due servers, at most `CHECKED_AT_ONCE_MAX` at once and one of each workspace. */
export class Checker {
  readonly #clock: Clock;
  readonly #underWay = new Map<string, Promise<void>>();
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
      const server = await claimDue(this.#clock.now(), [...this.#underWay.keys()]);
      if (!server) return;
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
