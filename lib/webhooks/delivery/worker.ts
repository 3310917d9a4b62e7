import { type Repeating, repeat } from "#lib/background/repeating";
import { type Clock, SECOND_MS } from "#lib/clock";
import { log } from "#lib/log";
import { type ClaimedDelivery, claimDue } from "#lib/webhooks/delivery/claim";
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

/** Sends due messages, at most `SENT_AT_ONCE_MAX` at once. */
export class Sender {
  readonly #clock: Clock;
  /** Every message that is being sent, until it has also started the next ones. */
  readonly #underWay = new Set<Promise<void>>();
  #sentAtOnce = 0;
  readonly #perWebhook = new Map<string, number>();
  #isStopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Starts to send due messages up to the limit. Each message that ends starts the next one at once. */
  async sendDue(): Promise<void> {
    while (!this.#isStopped && this.#sentAtOnce < SENT_AT_ONCE_MAX) {
      const delivery = await claimDue(this.#clock.now(), this.#busyWebhooks());
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
    const { webhookId } = delivery;
    this.#count(webhookId, 1);
    const work = deliver(delivery, this.#clock)
      .catch((error) => log().warn({ error }, "The result of a message to a webhook could not be recorded."))
      .then(async () => {
        this.#count(webhookId, -1);
        await this.sendDue();
      })
      .catch((error) => log().warn({ error }, "Messages to webhooks could not be looked for."))
      // Only now: `finished` must also wait for a message that `sendDue` is claiming.
      .finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  #count(webhookId: string, change: 1 | -1): void {
    this.#sentAtOnce += change;
    const count = (this.#perWebhook.get(webhookId) ?? 0) + change;
    if (count > 0) this.#perWebhook.set(webhookId, count);
    else this.#perWebhook.delete(webhookId);
  }

  #busyWebhooks(): string[] {
    return [...this.#perWebhook]
      .filter(([, count]) => count >= SENT_AT_ONCE_MAX_PER_WEBHOOK)
      .map(([webhookId]) => webhookId);
  }
}
