import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { BellListener } from "#lib/bell/bell";
import { UNREAD_MAX_MS } from "#lib/gateway/watch/read-in-time";
import { Watch, type Watched } from "#lib/gateway/watch/watch";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { makeRequester } from "#testing/clients/mcp-request";
import { provideTestEnv } from "#testing/databases/use-database";
import { NOW } from "#testing/people/factories";

provideTestEnv();

let ring: BellListener["onRing"];
let listener: BellListener;
let isUp: boolean;
let watch: Watch;

beforeEach(() => {
  vi.useFakeTimers();
  isUp = true;
  watch = new Watch((given) => {
    listener = given;
    ring = given.onRing;
    return {
      get isUp() {
        return isUp;
      },
      close: async () => {},
    };
  });
});
afterEach(async () => {
  await watch.close();
  vi.useRealTimers();
});

function accessOf(keyId: string, changes: Partial<KeyAccess> = {}): KeyAccess {
  return {
    keyId,
    userId: "usr_1",
    isApp: false,
    scopes: ["mcp:read"],
    rights: new Set(),
    workspaces: [
      { id: "ws_1", slug: "acme", name: "Acme", confirmDestructive: true, upstreams: [], policy: null, line: "" },
    ],
    blocked: [],
    reach: "[]",
    expiresAtMs: null,
    ...changes,
  };
}

type Told = { adjusted: number; refused: unknown[]; unchecked: number };

function thing(read: () => Promise<KeyAccess | null>, access = accessOf("key_1"), rungBefore = watch.ringCount) {
  const told: Told = { adjusted: 0, refused: [], unchecked: 0 };
  const one: Watched = {
    requester: makeRequester("key_1", {
      access,
      clock: { now: () => new Date(Date.now()) },
      rungBefore,
      recheck: read,
    }),
    onAccessChanged: () => {
      told.adjusted += 1;
    },
    onRefused: (error) => {
      told.refused.push(error.data?.errorType);
      watch.remove(one);
    },
    onUnchecked: () => {
      told.unchecked += 1;
      watch.remove(one);
    },
  };
  return { one, told };
}

test("a ring reads the rights of the keys that it concerns, once for everything that a key has open", async () => {
  const read = vi.fn(async () => null);
  const others = vi.fn(async () => null);
  const things = [thing(read), thing(read), thing(read)];
  const other = thing(others, accessOf("key_2", { userId: "usr_2", workspaces: [] }));
  for (const { one } of [...things, other]) watch.add(one);
  ring("key:key_1");
  ring("user:usr_1");
  ring("workspace:ws_1");
  ring("workspace:ws_9");
  await vi.advanceTimersByTimeAsync(100);
  expect(read).toHaveBeenCalledOnce();
  for (const { told } of things) expect(told.refused).toEqual(["INVALID_API_KEY"]);
  expect(others).not.toHaveBeenCalled();
});

test("many rings cause some twenty reads a second, and the last ring is never lost", async () => {
  let access: KeyAccess | null = accessOf("key_1");
  const read = vi.fn(async () => access);
  const { one, told } = thing(read);
  watch.add(one);
  for (let index = 0; index < 1_000; index += 1) {
    ring("workspace:ws_1");
    await vi.advanceTimersByTimeAsync(1);
  }
  expect(read.mock.calls.length).toBeLessThan(25);
  access = null;
  ring("workspace:ws_1");
  await vi.advanceTimersByTimeAsync(100);
  expect(told.refused).toEqual(["INVALID_API_KEY"]);
});

test("a ring during a read is followed by another read", async () => {
  const reads: ((access: KeyAccess | null) => void)[] = [];
  const { one, told } = thing(() => new Promise((resolve) => reads.push(resolve)));
  watch.add(one);
  ring("key:key_1");
  await vi.advanceTimersByTimeAsync(60);
  ring("key:key_1");
  await vi.advanceTimersByTimeAsync(60);
  expect(reads).toHaveLength(1);
  reads[0]?.(accessOf("key_1"));
  await vi.advanceTimersByTimeAsync(0);
  reads[1]?.(null);
  await vi.advanceTimersByTimeAsync(0);
  expect(told.refused).toEqual(["INVALID_API_KEY"]);
});

test("a ring between the read of a key and the start of its watch causes another read", async () => {
  const first = thing(async () => accessOf("key_1"));
  watch.add(first.one);
  const rungBefore = watch.ringCount;
  ring("key:key_2");
  // The check that this ring caused is over when the others come.
  await vi.advanceTimersByTimeAsync(100);
  const late = thing(async () => null, accessOf("key_2"), rungBefore);
  const unconcerned = thing(async () => null, accessOf("key_3", { userId: "usr_3", workspaces: [] }), rungBefore);
  watch.add(late.one);
  watch.add(unconcerned.one);
  await vi.advanceTimersByTimeAsync(100);
  expect(late.told.refused).toEqual(["INVALID_API_KEY"]);
  expect(unconcerned.told.refused).toEqual([]);
});

test("open streams and calls hear of changed rights, and not of equal rights", async () => {
  let access = accessOf("key_1");
  const { one, told } = thing(async () => access);
  watch.add(one);
  ring("key:key_1");
  await vi.advanceTimersByTimeAsync(100);
  expect(told.adjusted).toBe(0);
  access = accessOf("key_1", { scopes: ["mcp:full"] });
  ring("key:key_1");
  await vi.advanceTimersByTimeAsync(100);
  expect(told.adjusted).toBe(1);
  expect(one.requester.access.scopes).toEqual(["mcp:full"]);
});

test.each([
  ["fails", () => Promise.reject(new Error("no database"))],
  ["does not come", () => new Promise<null>(() => {})],
])("open streams and calls end after two seconds, and not earlier, when the read %s", async (_, read) => {
  const { one, told } = thing(read);
  watch.add(one);
  ring("all");
  await vi.advanceTimersByTimeAsync(UNREAD_MAX_MS);
  expect(told.unchecked).toBe(0);
  await vi.advanceTimersByTimeAsync(200);
  expect(told).toEqual({ adjusted: 0, refused: [], unchecked: 1 });
});

test.each([
  ["a ring", () => ring("key:key_1")],
  ["the loss of the bell", () => listener.onLost()],
])("a read that fails once after %s ends nothing", async (_, happen) => {
  const read = vi.fn(async (): Promise<KeyAccess | null> => accessOf("key_1"));
  read.mockRejectedValueOnce(new Error("connection lost"));
  const { one, told } = thing(read);
  watch.add(one);
  happen();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told).toEqual({ adjusted: 0, refused: [], unchecked: 0 });
});

test.each([
  [1_900, 0],
  [2_100, 1],
])("a database that is away for %d ms after the loss of the bell ends %d of the open things", async (awayMs, ended) => {
  const backAtMs = Date.now() + awayMs;
  const read = vi.fn(async () => {
    if (Date.now() < backAtMs) throw new Error("connection refused");
    return accessOf("key_1");
  });
  const { one, told } = thing(read);
  watch.add(one);
  isUp = false;
  listener.onLost();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told).toEqual({ adjusted: 0, refused: [], unchecked: ended });
});

test("a key that was revoked before the loss of the bell was noticed is refused at once", async () => {
  const { one, told } = thing(async () => null);
  watch.add(one);
  listener.onLost();
  await vi.advanceTimersByTimeAsync(100);
  expect(told.refused).toEqual(["INVALID_API_KEY"]);
});

test("a key is read again at its expiry, also when the expiry was moved", async () => {
  vi.setSystemTime(NOW);
  let expiresAtMs = NOW.getTime() + 10_000;
  const read = vi.fn(async () => (expiresAtMs > Date.now() ? accessOf("key_1", { expiresAtMs }) : null));
  const { one, told } = thing(read, accessOf("key_1", { expiresAtMs }));
  watch.add(one);
  expiresAtMs += 5_000;
  await vi.advanceTimersByTimeAsync(14_900);
  expect(read).toHaveBeenCalledOnce();
  expect(told.refused).toEqual([]);
  await vi.advanceTimersByTimeAsync(500);
  expect(told.refused).toEqual(["INVALID_API_KEY"]);
});

test("rights are polled twice a second without the bell, and every half minute with it", async () => {
  const read = vi.fn(async () => accessOf("key_1"));
  const { one, told } = thing(read);
  watch.add(one);
  await vi.advanceTimersByTimeAsync(29_000);
  expect(read).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(read).toHaveBeenCalledOnce();
  isUp = false;
  listener.onLost();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(read.mock.calls.length).toBeGreaterThanOrEqual(9);
  expect(told).toEqual({ adjusted: 0, refused: [], unchecked: 0 });
});

test("everything is read when the bell comes back, because nobody knows what was missed", async () => {
  const { one, told } = thing(async () => null);
  const rungBefore = watch.ringCount;
  watch.add(one);
  listener.onUp();
  await vi.advanceTimersByTimeAsync(100);
  const late = thing(async () => null, accessOf("key_2"), rungBefore);
  watch.add(late.one);
  await vi.advanceTimersByTimeAsync(100);
  expect(told.refused).toHaveLength(1);
  expect(late.told.refused).toHaveLength(1);
});

test("a ring of a workspace whose policy blocks the key reads its rights", async () => {
  const read = vi.fn(async () => null);
  const blocked = [{ id: "ws_2", slug: "labs", name: "Labs", blocks: [], serverCount: 1 }];
  watch.add(thing(read, accessOf("key_1", { blocked })).one);
  ring("workspace:ws_2");
  await vi.advanceTimersByTimeAsync(100);
  expect(read).toHaveBeenCalledOnce();
});

test("keeps nothing of a key that has nothing open any more", async () => {
  const { one } = thing(async () => null);
  watch.add(one);
  watch.remove(one);
  await vi.advanceTimersByTimeAsync(300);
  expect(watch.ofKey("key_1")).toBeUndefined();
});
