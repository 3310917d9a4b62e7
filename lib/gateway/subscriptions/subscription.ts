import { refreshWhereStale } from "#lib/gateway/lists/background-refresh";
import { type ListKind, listDigests } from "#lib/gateway/lists/list-kinds";
import { KEEP_ALIVE, KEEP_ALIVE_EVERY_MS } from "#lib/gateway/messages/event-reply";
import { type Offer, offerFor } from "#lib/gateway/offer/offer";
import type { McpRequest } from "#lib/gateway/request/mcp-request";
import type { Requester } from "#lib/gateway/request/requester";
import { followServers } from "#lib/gateway/subscriptions/follow-servers";
import { readInTime } from "#lib/gateway/watch/read-in-time";
import { type Watched, watch } from "#lib/gateway/watch/watch";
import { ownerOf } from "#lib/keys/access/owner-of";
import { IMPLEMENTATION, type JsonObject, META, type RpcId } from "#lib/mcp/protocol";
import { eventOf } from "#lib/upstreams/wire/event-stream";

/** A stream with more unread announcements than this is closed. */
const UNREAD_MAX = 100;

type Digests = Map<ListKind, string>;

/** One open stream that announces changes of a key's lists. */
export class Subscription implements Watched {
  readonly requester: Requester;
  readonly #requestId: RpcId;
  readonly #kinds: readonly ListKind[];
  readonly #onEnd: (subscription: Subscription) => void;
  readonly #encoder = new TextEncoder();
  #offer: Offer;
  #digests: Digests;
  #unfollow = () => {};
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #keepAlive: NodeJS.Timeout | undefined;
  #announced: Promise<void> = Promise.resolve();

  /**
   * Keeps two fields of the request, because the rest of it would stay in memory for hours.
   * @param offer the offer when the subscription begins
   */
  constructor(
    { id, requester }: Pick<McpRequest, "id" | "requester">,
    kinds: readonly ListKind[],
    offer: Offer,
    onEnd: (subscription: Subscription) => void,
  ) {
    this.requester = requester;
    this.#requestId = id;
    this.#kinds = kinds;
    this.#offer = offer;
    this.#digests = listDigests(kinds, requester.access, offer);
    this.#onEnd = onEnd;
  }

  /** Opens the stream with the acknowledgement. A stream with nothing to watch ends at once. */
  open(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
        this.#keepAlive = setInterval(() => this.#stayAlive(), KEEP_ALIVE_EVERY_MS);
        watch().add(this);
        this.#follow(this.#offer);
        this.#write(eventOf(acknowledgement(this.#requestId, this.#kinds)));
        if (this.#kinds.length === 0) this.close(true);
      },
      cancel: () => this.#end(),
    });
  }

  /** @param isGraceful whether the client is told that this is the end, and not a broken connection */
  close(isGraceful: boolean): void {
    const controller = this.#controller;
    if (!controller) return;
    if (isGraceful) this.#write(eventOf(farewell(this.#requestId)));
    // The write may have closed the stream, when too much is unread.
    if (!this.#controller) return;
    this.#end();
    controller.close();
  }

  /** Announces changes one after the other, because each is compared with the one before. */
  onAccessChanged(): void {
    this.#announced = this.#announced.then(() => this.#announce());
  }

  onRefused(): void {
    this.close(false);
  }

  onUnchecked(): void {
    this.close(false);
  }

  #end(): void {
    clearInterval(this.#keepAlive);
    watch().remove(this);
    this.#unfollow();
    this.#controller = undefined;
    this.#onEnd(this);
  }

  #write(text: string): void {
    const controller = this.#controller;
    if (!controller) return;
    controller.enqueue(this.#encoder.encode(text));
    // The client does not read, so announcements would pile up until the connection ends.
    if ((controller.desiredSize ?? 0) < -UNREAD_MAX) this.close(false);
  }

  async #announce(): Promise<void> {
    try {
      const { access } = this.requester;
      const offer = await readInTime(() => offerFor(access));
      if (this.#controller) this.#follow(offer);
      const now = listDigests(this.#kinds, access, offer);
      for (const kind of this.#kinds) {
        if (now.get(kind) === this.#digests.get(kind)) continue;
        this.#write(eventOf(stamped(this.#requestId, kind.notification)));
      }
      this.#digests = now;
    } catch {
      // Without the database the lists are unknown.
      this.close(false);
    }
  }

  /** Listens to the servers of this offer, and no longer to servers that were only in the offer before. */
  #follow(offer: Offer): void {
    const unfollowBefore = this.#unfollow;
    this.#unfollow = followServers(offer, ownerOf(this.requester.access), this.requester.clock);
    this.#offer = offer;
    unfollowBefore();
  }

  /** Keeps the connection open. Also refreshes old catalogues of servers that announce no changes. */
  #stayAlive(): void {
    this.#write(KEEP_ALIVE);
    refreshWhereStale(this.#offer, ownerOf(this.requester.access), this.requester.clock.now());
  }
}

function acknowledgement(id: RpcId, kinds: readonly ListKind[]): JsonObject {
  const notifications = Object.fromEntries(kinds.map((kind) => [kind.filter, true]));
  return stamped(id, "notifications/subscriptions/acknowledged", { notifications });
}

function stamped(id: RpcId, method: string, params: JsonObject = {}): JsonObject {
  return { jsonrpc: "2.0", method, params: { ...params, _meta: { [META.subscriptionId]: id } } };
}

function farewell(id: RpcId): JsonObject {
  const meta = { [META.subscriptionId]: id, [META.serverInfo]: IMPLEMENTATION };
  return { jsonrpc: "2.0", id, result: { resultType: "complete", _meta: meta } };
}
