import { type Repeating, repeat } from "#lib/background/repeating";
import { type Clock, SECOND_MS } from "#lib/clock";
import { log } from "#lib/log";
import { type ClaimedDelivery, claimDue } from "#lib/webhooks/delivery/claim";
import { deliver } from "#lib/webhooks/delivery/deliver";

const LOOK_EVERY_MS = 2 * SECOND_MS;
/** Messages that a process sends at once. */
const PLACES = 16;
/** Of these to one webhook: an address that hangs holds up itself and nobody else. */
const PLACES_PER_WEBHOOK = 2;

/** Sends what is due, for as long as the process runs. Any number of processes may do so on one database. */
export function startWebhookDelivery(clock: Clock): Repeating {
  const sender = new Sender(clock);
  const looking = repeat({
    failure: "Messages to webhooks could not be looked for.",
    everyMs: LOOK_EVERY_MS,
    work: () => sender.sendDue(),
  });
  return {
    stop: async () => {
      sender.stop();
      await looking.stop();
      await sender.finished();
    },
  };
}

/** Sends due messages, as many at once as there are places. */
export class Sender {
  readonly #clock: Clock;
  readonly #underWay = new Set<Promise<void>>();
  readonly #perWebhook = new Map<string, number>();
  #isStopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins to send what is due until the places are taken. Whatever ends makes room for the next at once. */
  async sendDue(): Promise<void> {
    while (!this.#isStopped && this.#underWay.size < PLACES) {
      const delivery = await claimDue(this.#clock.now(), this.#busyWebhooks());
      if (!delivery) return;
      this.#begin(delivery);
    }
  }

  /** Nothing further is begun. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Once nothing is under way any more. */
  async finished(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #begin(delivery: ClaimedDelivery): void {
    const { webhookId } = delivery;
    this.#count(webhookId, 1);
    const work = deliver(delivery, this.#clock)
      .catch((error) => log().warn({ error }, "What became of a message to a webhook could not be written down."))
      .then(async () => {
        this.#count(webhookId, -1);
        this.#underWay.delete(work);
        await this.sendDue();
      })
      .catch((error) => log().warn({ error }, "Messages to webhooks could not be looked for."));
    this.#underWay.add(work);
  }

  #count(webhookId: string, change: 1 | -1): void {
    const count = (this.#perWebhook.get(webhookId) ?? 0) + change;
    if (count > 0) this.#perWebhook.set(webhookId, count);
    else this.#perWebhook.delete(webhookId);
  }

  #busyWebhooks(): string[] {
    return [...this.#perWebhook].filter(([, count]) => count >= PLACES_PER_WEBHOOK).map(([webhookId]) => webhookId);
  }
}
