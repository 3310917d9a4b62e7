import { SECOND_MS } from "#lib/clock";
import { KEEP_ALIVE, KEEP_ALIVE_EVERY_MS } from "#lib/gateway/event-reply";
import { type ListKind, listDigests } from "#lib/gateway/list-kinds";
import type { McpRequest } from "#lib/gateway/request";
import type { KeyAccess } from "#lib/keys/authenticate";
import { IMPLEMENTATION, type JsonObject, META, type RpcId } from "#lib/mcp";
import { eventOf } from "#lib/upstreams/event-stream";

/** How often an open subscription looks for changes, and for the end of its key. */
const CHECK_EVERY_MS = 2 * SECOND_MS;

type Digests = Map<ListKind, string>;

/** One open stream that announces changes of a key's lists. */
export class Subscription {
  readonly keyId: string;
  readonly #request: McpRequest;
  readonly #kinds: readonly ListKind[];
  readonly #onEnd: (subscription: Subscription) => void;
  readonly #encoder = new TextEncoder();
  #seen: KeyAccess;
  #digests: Digests;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #timers: NodeJS.Timeout[] = [];
  #isChecking = false;

  /** @param digests of the lists as they are when the subscription begins */
  constructor(
    request: McpRequest,
    kinds: readonly ListKind[],
    digests: Digests,
    onEnd: (subscription: Subscription) => void,
  ) {
    this.keyId = request.access.keyId;
    this.#request = request;
    this.#kinds = kinds;
    this.#seen = request.access;
    this.#digests = digests;
    this.#onEnd = onEnd;
  }

  /** Begins with the acknowledgement; ends at once when there is nothing to watch. */
  open(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
        this.#timers = [
          setInterval(() => this.#write(KEEP_ALIVE), KEEP_ALIVE_EVERY_MS),
          setInterval(() => void this.#check(), CHECK_EVERY_MS),
        ];
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
    this.#end();
    controller.close();
  }

  #end(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#controller = undefined;
    this.#onEnd(this);
  }

  #write(text: string): void {
    this.#controller?.enqueue(this.#encoder.encode(text));
  }

  async #check(): Promise<void> {
    if (this.#isChecking) return;
    this.#isChecking = true;
    try {
      const access = await this.#request.recheck();
      if (!access) return this.close(false);
      if (!isSameAccess(access, this.#seen)) await this.#announce(access);
    } catch {
      // Without the database nobody knows whether the key still holds.
      this.close(false);
    } finally {
      this.#isChecking = false;
    }
  }

  async #announce(access: KeyAccess): Promise<void> {
    const now = await listDigests(this.#kinds, access);
    for (const kind of this.#kinds) {
      if (now.get(kind) !== this.#digests.get(kind)) this.#write(eventOf(stamped(this.#request.id, kind.notification)));
    }
    this.#seen = access;
    this.#digests = now;
  }
}

function isSameAccess(one: KeyAccess, other: KeyAccess): boolean {
  return one.reach === other.reach && one.scopes.join(" ") === other.scopes.join(" ");
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
