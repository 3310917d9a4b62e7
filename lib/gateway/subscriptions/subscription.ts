import { refreshWhereStale } from "#lib/gateway/lists/background-refresh";
import { type ListKind, listDigests } from "#lib/gateway/lists/list-kinds";
import { KEEP_ALIVE, KEEP_ALIVE_EVERY_MS } from "#lib/gateway/messages/event-reply";
import { type Offer, offerFor } from "#lib/gateway/offer/offer";
import type { McpRequest } from "#lib/gateway/request";
import type { Standing } from "#lib/gateway/standing/recheck";
import { type Watched, watch } from "#lib/gateway/standing/watch";
import { followServers } from "#lib/gateway/subscriptions/follow-servers";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { IMPLEMENTATION, type JsonObject, META, type RpcId } from "#lib/mcp/protocol";
import { eventOf } from "#lib/upstreams/calls/event-stream";

/** Announcements that may wait to be read. */
const UNREAD_MAX = 100;

type Digests = Map<ListKind, string>;
/** What is kept of the request. */
type Asked = Standing & Pick<McpRequest, "id">;

/** One open stream that announces changes of a key's lists. */
export class Subscription implements Watched {
  access: KeyAccess;
  readonly #request: Asked;
  readonly #kinds: readonly ListKind[];
  readonly #onEnd: (subscription: Subscription) => void;
  readonly #encoder = new TextEncoder();
  #offer: Offer;
  #digests: Digests;
  #unfollow = () => {};
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #keepAlive: NodeJS.Timeout | undefined;
  #announced: Promise<void> = Promise.resolve();

  /** @param offer as it is when the subscription begins */
  constructor(
    request: McpRequest,
    kinds: readonly ListKind[],
    offer: Offer,
    onEnd: (subscription: Subscription) => void,
  ) {
    this.access = request.access;
    // Not the rest of it, which would stay here for hours.
    const { id, access, clock, rungBefore, recheck } = request;
    this.#request = { id, access, clock, rungBefore, recheck };
    this.#kinds = kinds;
    this.#offer = offer;
    this.#digests = listDigests(kinds, request.access, offer);
    this.#onEnd = onEnd;
  }

  get standing(): Standing {
    return this.#request;
  }

  /** Begins with the acknowledgement; ends at once when there is nothing to watch. */
  open(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
        this.#keepAlive = setInterval(() => this.#stayAlive(), KEEP_ALIVE_EVERY_MS);
        watch().add(this);
        this.#follow(this.#offer);
        this.#write(eventOf(acknowledgement(this.#request.id, this.#kinds)));
        if (this.#kinds.length === 0) this.close(true);
      },
      cancel: () => this.#end(),
    });
  }

  /** @param isGraceful whether the client is told that this is the end, and not a broken connection */
  close(isGraceful: boolean): void {
    const controller = this.#controller;
    if (!controller) return;
    if (isGraceful) this.#write(eventOf(farewell(this.#request.id)));
    // Writing ends it too, when too much is unread.
    if (!this.#controller) return;
    this.#end();
    controller.close();
  }

  /** One change after the other: each is told from the one before. */
  adjust(): void {
    this.#announced = this.#announced.then(() => this.#announce());
  }

  refuse(): void {
    this.close(false);
  }

  /** What was missed nobody knows: a client that subscribes again reads its lists anew. */
  lose(): void {
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
    // Nobody reads: what is announced would pile up for as long as the connection lasts.
    if ((controller.desiredSize ?? 0) < -UNREAD_MAX) this.close(false);
  }

  async #announce(): Promise<void> {
    try {
      const { access } = this;
      const offer = await offerFor(access);
      if (this.#controller) this.#follow(offer);
      const now = listDigests(this.#kinds, access, offer);
      for (const kind of this.#kinds) {
        if (now.get(kind) === this.#digests.get(kind)) continue;
        this.#write(eventOf(stamped(this.#request.id, kind.notification)));
      }
      this.#digests = now;
    } catch {
      // Without the database nobody knows what the lists hold.
      this.close(false);
    }
  }

  /** The servers of the offer, and no longer those that were in the one before alone. */
  #follow(offer: Offer): void {
    const unfollowBefore = this.#unfollow;
    this.#unfollow = followServers(offer, this.#request.clock);
    this.#offer = offer;
    unfollowBefore();
  }

  /** Also asks servers that tell nothing by themselves, though seldom. */
  #stayAlive(): void {
    this.#write(KEEP_ALIVE);
    refreshWhereStale(this.#offer, this.#request.clock.now());
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
