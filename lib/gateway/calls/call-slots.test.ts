import { afterEach, beforeEach, expect, test } from "vitest";
import { acquireCallSlot, type CallHolder, releaseCallSlot } from "#lib/gateway/calls/call-slots";
import { RpcError } from "#lib/gateway/messages/rpc-error";
import { forget } from "#lib/process";
import { provideTestEnv } from "#testing/databases/use-database";

beforeEach(() => provideTestEnv({ MAX_CALLS: "64", MAX_CALLS_PER_KEY: "20" }));
afterEach(() => forget("call-slots"));

/** A call of a key. Unless more is said, each key has an owner, a workspace and a server of its own. */
const callOf = (key: string, more: Partial<CallHolder> = {}): CallHolder => ({
  key,
  owner: `owner of ${key}`,
  workspace: `workspace of ${key}`,
  server: `server of ${key}`,
  ...more,
});

/** The refusal of a call; null when it may begin. */
function refused(holder: CallHolder, isServiceKey = false): string | null {
  try {
    acquireCallSlot(holder, { server: "Notes", isServiceKey });
    return null;
  } catch (error) {
    return error instanceof RpcError ? `${error.status} ${error.data?.message}` : String(error);
  }
}

/** Begins calls until one is refused. @returns how many began, and the refusal */
function fill(holderOf: (index: number) => CallHolder): [number, string | null] {
  for (let count = 0; ; count += 1) {
    const refusal = refused(holderOf(count));
    if (refusal) return [count, refusal];
  }
}

test("a key has its own limit, and gets a slot back with each call that ends", () => {
  const [count, refusal] = fill(() => callOf("a"));
  expect([count, refusal]).toEqual([
    20,
    "429 This key has 20 calls in progress, and 20 is the limit. Wait until one ends.",
  ]);
  releaseCallSlot(callOf("a"));
  expect([refused(callOf("a")), refused(callOf("a"))]).toEqual([null, refusal]);
});

test("an owner gets half of all slots, with any number of keys, workspaces and servers", () => {
  const [count, refusal] = fill((index) => callOf(`${index}`, { owner: "ada" }));
  expect([count, refusal]).toEqual([
    32,
    "429 Your keys have 32 calls in progress here, and more would take the places of others. Wait until one ends.",
  ]);
  expect(refused(callOf("another", { owner: "ada" }), true)).toMatch(/^429 The service keys of this workspace have 32/);
  expect(refused(callOf("mia"))).toBeNull();
});

test("a server that hangs gets at most half of all slots, and other servers of its workspace get more", () => {
  const of = (server: string) => (index: number) => callOf(`${server} ${index}`, { workspace: "acme", server });
  expect(fill(of("hanging"))).toEqual([
    32,
    "503 “Notes” has reached its limit of 32 calls in progress. Try again shortly.",
  ]);
  const [more, refusal] = fill(of("other"));
  expect([more, refusal]).toEqual([
    16,
    "503 The servers of this workspace have 48 calls in progress, which is their part. Try again shortly.",
  ]);
  expect(refused(callOf("elsewhere"))).toBeNull();
});

test("the last slot goes to somebody who holds nothing", () => {
  const [count, refusal] = fill((index) => callOf(`${index}`));
  expect([count, refusal]).toEqual([64, "503 Latchkey has reached its limit of calls in progress. Try again shortly."]);
  releaseCallSlot(callOf("1"));
  expect(refused(callOf("2"))).toMatch(/^429 Your keys have 1 call in progress here/);
  expect(refused(callOf("new"))).toBeNull();
});

test("there is a slot even when there is only one", () => {
  forget("call-slots");
  provideTestEnv({ MAX_CALLS: "1", MAX_CALLS_PER_KEY: "4" });
  expect(refused(callOf("a"))).toBeNull();
  expect(refused(callOf("b"))).toMatch(/^503/);
});
