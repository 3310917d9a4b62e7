import { type Repeating, repeat } from "#lib/background/repeating";
import { FairShares, type Holder } from "#lib/bounds/fair-shares";
import { type Clock, SECOND_MS } from "#lib/clock";
import { log } from "#lib/log";
import { type Busy, type ClaimedDelivery, claimDue } from "#lib/webhooks/delivery/claim";
import { deliver } from "#lib/webhooks/delivery/deliver";

const POLL_EVERY_MS = 2 * SECOND_MS;
/** The most messages that a process sends at once. */
const SENT_AT_ONCE_MAX = 16;
/** The most of them to one webhook, so an address that hangs delays no other webhook. */
const SENT_AT_ONCE_MAX_PER_WEBHOOK = 2;

/** Sends due messages until it is stopped. Several processes may do this with one database. */
export function startWebhookDelivery(clock: Clock): Repeating {
  const sender = new Sender(clock);
  const polling = repeat({
    failure: "Messages to webhooks could not be looked for.",
    everyMs: POLL_EVERY_MS,
    work: () => sender.sendDue(),
  });
  return {
    stop: async () => {
      sender.stop();
      await polling.stop();
      await sender.finished();
    },
  };
}

/**
 * Sends due messages, at most `SENT_AT_ONCE_MAX` at once. Webhooks and workspaces share these places, so a workspace
 * whose addresses hang delays its own messages alone.
 */
export class Sender {
  readonly #clock: Clock;
  /** Every message that is being sent, until it has also started the next ones. */
  readonly #underWay = new Set<Promise<void>>();
  readonly #places = new FairShares({ limit: SENT_AT_ONCE_MAX, parts: { webhook: SENT_AT_ONCE_MAX_PER_WEBHOOK } });
  /** The holders of all places. */
  readonly #holders = new Set<Holder & { webhook: string; workspace: string }>();
  #isStopped = false;
  #isLooking = false;
  /** Whether a message or a place may have come since the last claim. */
  #isWanted = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Starts to send due messages up to the limit. Each message that ends starts the next one at once. */
  async sendDue(): Promise<void> {
    this.#isWanted = true;
    // One claim after the other. Claims at the same time would each find the same places free.
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      while (this.#isWanted) {
        this.#isWanted = false;
        await this.#sendUpToLimit();
      }
    } finally {
      this.#isLooking = false;
    }
  }

  async #sendUpToLimit(): Promise<void> {
    while (!this.#isStopped && this.#places.used < SENT_AT_ONCE_MAX) {
      const delivery = await claimDue(this.#clock.now(), this.#busy());
      if (!delivery) return;
      this.#begin(delivery);
    }
  }

  /** Makes sure that no further message is started. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Resolves when no message is being sent any more. */
  async finished(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #begin(delivery: ClaimedDelivery): void {
    const holder = { webhook: delivery.webhookId, workspace: delivery.workspaceId };
    this.#places.hold(holder);
    this.#holders.add(holder);
    const work = deliver(delivery, this.#clock)
      .catch((error) => log().warn({ error }, "The result of a message to a webhook could not be recorded."))
      .then(async () => {
        this.#places.give(holder);
        this.#holders.delete(holder);
        await this.sendDue();
      })
      .catch((error) => log().warn({ error }, "Messages to webhooks could not be looked for."))
      // Only now: `finished` must also wait for a message that `sendDue` is claiming.
      .finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  /** Whose messages are skipped. Somebody who holds no place is never skipped while a place is free. */
  #busy(): Busy {
    const webhooks = new Set<string>();
    const workspaces = new Set<string>();
    for (const holder of this.#holders) {
      const full = this.#places.fullFor(holder);
      if (full === "webhook") webhooks.add(holder.webhook);
      if (this.#places.fullFor({ workspace: holder.workspace }) !== null) workspaces.add(holder.workspace);
    }
    return { webhooks: [...webhooks], workspaces: [...workspaces] };
  }
}
