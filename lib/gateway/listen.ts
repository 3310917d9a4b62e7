import { SECOND_MS } from "#lib/clock";
import { KEEP_ALIVE, KEEP_ALIVE_EVERY_MS } from "#lib/gateway/event-reply";
import { listResult } from "#lib/gateway/lists";
import { offerFor } from "#lib/gateway/offer";
import type { Reply } from "#lib/gateway/reply";
import type { McpRequest } from "#lib/gateway/request";
import { invalidParams, RpcError } from "#lib/gateway/rpc-error";
import type { KeyAccess } from "#lib/keys/authenticate";
import type { Right } from "#lib/keys/scopes";
import { IMPLEMENTATION, isObject, type JsonObject, META, RPC_CODE, type RpcId } from "#lib/mcp";
import { single } from "#lib/process";
import { eventOf } from "#lib/upstreams/event-stream";

/** How often an open subscription looks for changes, and for the end of its key. */
const CHECK_EVERY_MS = 2 * SECOND_MS;
const MAX_STREAMS_PER_KEY = 16;
const MAX_STREAMS = 1_000;

type Kind = { filter: string; right: Right; methods: string[]; notification: string };

const KINDS: Kind[] = [
  {
    filter: "toolsListChanged",
    right: "tools:list",
    methods: ["tools/list"],
    notification: "notifications/tools/list_changed",
  },
  {
    filter: "promptsListChanged",
    right: "prompts:read",
    methods: ["prompts/list"],
    notification: "notifications/prompts/list_changed",
  },
  {
    filter: "resourcesListChanged",
    right: "resources:read",
    methods: ["resources/list", "resources/templates/list"],
    notification: "notifications/resources/list_changed",
  },
];

type Stream = { keyId: string; close: (isGraceful: boolean) => void };

function streams(): Set<Stream> {
  return single("subscriptions", () => new Set<Stream>());
}

/** Ends every subscription in order; for the end of the process. */
export function closeSubscriptions(): void {
  for (const stream of [...streams()]) stream.close(true);
}

/**
 * `subscriptions/listen`: tells a client when one of its lists has changed, be it by a server, an admin, or the key's
 * own rights. The stream ends with the key. Single resources cannot be subscribed to.
 * @throws RpcError when the filter is missing or too many streams are open
 */
export async function listen(request: McpRequest): Promise<Reply> {
  const filter = request.params.notifications;
  if (!isObject(filter)) throw invalidParams("params.notifications must be an object");
  const ofKey = [...streams()].filter((stream) => stream.keyId === request.access.keyId).length;
  if (ofKey >= MAX_STREAMS_PER_KEY || streams().size >= MAX_STREAMS) {
    throw new RpcError(RPC_CODE.internalError, "Too many subscriptions are open. Close one and try again.");
  }
  const kinds = KINDS.filter((kind) => filter[kind.filter] === true && request.access.rights.has(kind.right));
  return { form: "events", stream: subscriptionStream(request, kinds, await listsOf(kinds, request.access)) };
}

function subscriptionStream(request: McpRequest, kinds: Kind[], lists: Map<Kind, string>): ReadableStream<Uint8Array> {
  const stop = new AbortController();
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const encoder = new TextEncoder();
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      const stream: Stream = { keyId: request.access.keyId, close };
      const timers = [setInterval(() => write(KEEP_ALIVE), KEEP_ALIVE_EVERY_MS), setInterval(check, CHECK_EVERY_MS)];
      let seen = request.access;
      let isChecking = false;
      streams().add(stream);
      stop.signal.addEventListener("abort", () => close(false));
      write(eventOf(acknowledgement(request.id, kinds)));
      if (kinds.length === 0) close(true);

      function close(isGraceful: boolean): void {
        if (!streams().delete(stream)) return;
        for (const timer of timers) clearInterval(timer);
        if (isGraceful) write(eventOf(farewell(request.id)));
        if (!stop.signal.aborted) controller.close();
      }

      async function check(): Promise<void> {
        if (isChecking) return;
        isChecking = true;
        try {
          const access = await request.recheck();
          if (!access) return close(false);
          if (isSameAccess(access, seen)) return;
          seen = access;
          const now = await listsOf(kinds, access);
          if (!streams().has(stream)) return;
          for (const kind of kinds) {
            if (now.get(kind) !== lists.get(kind)) write(eventOf(stamped(request.id, kind.notification)));
          }
          lists = now;
        } catch {
          // Without the database nobody knows whether the key still holds.
          close(false);
        } finally {
          isChecking = false;
        }
      }
    },
    cancel() {
      stop.abort();
    },
  });
}

function isSameAccess(one: KeyAccess, other: KeyAccess): boolean {
  return one.reach === other.reach && one.scopes.join(" ") === other.scopes.join(" ");
}

/** Each list as text; empty once the right to it is gone, which is a change too. */
async function listsOf(kinds: Kind[], access: KeyAccess): Promise<Map<Kind, string>> {
  const offer = await offerFor(access);
  const textOf = (kind: Kind) =>
    access.rights.has(kind.right)
      ? JSON.stringify(kind.methods.map((method) => listResult(method, {}, access, offer, "modern")))
      : "";
  return new Map(kinds.map((kind) => [kind, textOf(kind)]));
}

function acknowledgement(id: RpcId, kinds: Kind[]): JsonObject {
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
