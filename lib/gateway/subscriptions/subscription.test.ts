import { afterEach, beforeEach, expect, type Mock, test, vi } from "vitest";
import { LIST_KINDS } from "#lib/gateway/lists/list-kinds";
import { KEEP_ALIVE_EVERY_MS } from "#lib/gateway/messages/event-reply";
import { buildOffer } from "#lib/gateway/offer/offer";
import { Subscription } from "#lib/gateway/subscriptions/subscription";
import { Watch } from "#lib/gateway/watch/watch";
import { provide } from "#lib/process";
import { makeRequester } from "#testing/clients/mcp-request";
import { provideTestEnv } from "#testing/databases/use-database";

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
    vi.advanceTimersByTime(KEEP_ALIVE_EVERY_MS);
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

test("ends the stream without a farewell when the key is refused or the bell is lost", async () => {
  for (const end of [(one: Subscription) => one.onRefused(), (one: Subscription) => one.onBellLost()]) {
    const subscription = subscribe();
    const stream = subscription.open();
    end(subscription);
    end(subscription);
    expect(await readAll(stream.getReader())).not.toContain('"result"');
  }
  expect(onEnd).toHaveBeenCalledTimes(2);
});
