import { afterEach, beforeEach, expect, type Mock, test, vi } from "vitest";
import { BoundedMap } from "#lib/bounds/bounded-map";
import { LIST_KINDS } from "#lib/gateway/lists/list-kinds";
import { KEEP_ALIVE_EVERY_MS } from "#lib/gateway/messages/event-reply";
import { buildOffer, type Offer } from "#lib/gateway/offer/offer";
import { listen } from "#lib/gateway/subscriptions/listen";
import { Subscription } from "#lib/gateway/subscriptions/subscription";
import { Watch } from "#lib/gateway/watch/watch";
import type { Right } from "#lib/keys/access/scopes";
import { forget, provide, single } from "#lib/process";
import { makeRequester, mcpRequest } from "#testing/clients/mcp-request";
import { provideTestEnv } from "#testing/databases/use-database";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

/** The acknowledgement and this many keep-alives are as many unread events as a stream may hold. */
const UNREAD_KEEP_ALIVES = 100;

let onEnd: Mock<(subscription: Subscription) => void>;
let watch: Watch;

beforeEach(() => {
  vi.useFakeTimers();
  provideTestEnv();
  watch = new Watch(() => ({ isUp: true, close: async () => {} }));
  provide("watch", watch);
  onEnd = vi.fn();
  forget("offers");
});
afterEach(async () => {
  await watch.close();
  vi.useRealTimers();
});

function subscribe(kinds = LIST_KINDS): Subscription {
  const offer = buildOffer([], { workspaces: 0, servers: 0 });
  return new Subscription({ id: 1, requester: makeRequester() }, kinds, offer, onEnd);
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += decoder.decode(value);
  }
}

test("ends the stream of a client that reads nothing", async () => {
  const stream = subscribe().open();
  vi.advanceTimersByTime(UNREAD_KEEP_ALIVES * KEEP_ALIVE_EVERY_MS);
  expect(onEnd).not.toHaveBeenCalled();
  vi.advanceTimersByTime(KEEP_ALIVE_EVERY_MS);
  expect(onEnd).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(UNREAD_KEEP_ALIVES * KEEP_ALIVE_EVERY_MS);
  const text = await readAll(stream.getReader());
  expect(text.match(/keep-alive/g)).toHaveLength(UNREAD_KEEP_ALIVES + 1);
  expect(text).not.toContain('"result"');
});

test("keeps the stream of a client that reads open", async () => {
  const subscription = subscribe();
  const reader = subscription.open().getReader();
  for (let count = 0; count < 3 * UNREAD_KEEP_ALIVES; count += 1) {
    await vi.advanceTimersByTimeAsync(KEEP_ALIVE_EVERY_MS);
    await reader.read();
  }
  expect(onEnd).not.toHaveBeenCalled();
  subscription.close(true);
  expect(await readAll(reader)).toContain('"resultType":"complete"');
  expect(onEnd).toHaveBeenCalledOnce();
});

test("ends a stream with nothing to watch at once", async () => {
  const text = await readAll(subscribe([]).open().getReader());
  expect(text).toContain("notifications/subscriptions/acknowledged");
  expect(text).toContain('"resultType":"complete"');
  expect(onEnd).toHaveBeenCalledOnce();
});

test("ends the stream without a farewell when the key is refused or cannot be checked", async () => {
  for (const end of [(one: Subscription) => one.onRefused(), (one: Subscription) => one.onUnchecked()]) {
    const subscription = subscribe();
    const stream = subscription.open();
    end(subscription);
    end(subscription);
    expect(await readAll(stream.getReader())).not.toContain('"result"');
  }
  expect(onEnd).toHaveBeenCalledTimes(2);
});

/** A requester whose rights can be changed to another offer, as the watch changes them. */
function changingRequester(offer: Offer) {
  const requester = makeRequester();
  requester.access = { ...requester.access, rights: new Set<Right>(["tools:list", "prompts:read"]), reach: "before" };
  provide("offers", new BoundedMap<string, Offer>(10));
  single("offers", (): BoundedMap<string, Offer> => expect.fail("there are no offers")).set("after", offer);
  const change = () => {
    requester.access = { ...requester.access, reach: "after" };
  };
  return { requester, change };
}

const offerOf = (capabilities: Record<string, unknown>) => {
  const upstream = upstreamSnapshot({ capabilities, tools: [{ name: "new" }] });
  return buildOffer([{ workspace: "acme", confirmDestructive: true, upstream }], { workspaces: 1, servers: 1 });
};

test("announces a changed list once, and no list that stays the same", async () => {
  const { requester, change } = changingRequester(offerOf({}));
  const none = buildOffer([], { workspaces: 0, servers: 0 });
  requester.access = { ...requester.access, rights: new Set<Right>([...requester.access.rights, "tools:write"]) };
  const subscription = new Subscription({ id: 1, requester }, LIST_KINDS, none, onEnd);
  const stream = subscription.open();
  change();
  subscription.onAccessChanged();
  subscription.onAccessChanged();
  await vi.advanceTimersByTimeAsync(0);
  subscription.close(true);
  const text = await readAll(stream.getReader());
  expect(text.match(/tools\/list_changed/g)).toHaveLength(1);
  expect(text).not.toContain("prompts/list_changed");
});

test("follows no server for a stream that has ended while a change was waiting", async () => {
  forget("followed-servers");
  const { requester, change } = changingRequester(offerOf({ tools: { listChanged: true } }));
  const none = buildOffer([], { workspaces: 0, servers: 0 });
  const subscription = new Subscription({ id: 1, requester }, LIST_KINDS, none, onEnd);
  subscription.open();
  change();
  subscription.onAccessChanged();
  subscription.close(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(single("followed-servers", () => new Map()).size).toBe(0);
});

test("acknowledges only the lists that the key may see", async () => {
  const requester = makeRequester();
  requester.access = { ...requester.access, rights: new Set<Right>(["prompts:read"]) };
  const notifications = { toolsListChanged: true, promptsListChanged: true };
  const reply = listen(mcpRequest({ requester, params: { notifications } }), offerOf({}));
  if (reply.form !== "events") return expect.fail(reply.form);
  const reader = reply.stream.getReader();
  const { value } = await reader.read();
  const text = new TextDecoder().decode(value);
  expect(text).toContain("promptsListChanged");
  expect(text).not.toContain("toolsListChanged");
  await reader.cancel();
});
