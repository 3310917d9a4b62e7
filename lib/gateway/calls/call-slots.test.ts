import { afterEach, beforeEach, expect, test } from "vitest";
import { acquireCallSlot, releaseCallSlot } from "#lib/gateway/calls/call-slots";
import { RpcError } from "#lib/gateway/messages/rpc-error";
import { forget } from "#lib/process";
import { provideTestEnv } from "#testing/databases/use-database";

const MAX_CALLS = 10;
const serverOf = (id: string) => ({ id, name: `Server ${id}` });
const [one, other, third] = [serverOf("one"), serverOf("other"), serverOf("third")];

beforeEach(() => provideTestEnv({ MAX_CALLS: String(MAX_CALLS), MAX_CALLS_PER_KEY: "4" }));
afterEach(() => forget("call-slots"));

/** The status with which a call is refused; null when it may begin. */
function refused(keyId: string, server = one): number | null {
  try {
    acquireCallSlot(keyId, server);
    return null;
  } catch (error) {
    return error instanceof RpcError ? (error.status ?? null) : null;
  }
}

test("a key has its own limit, and gets a slot back with each call that ends", () => {
  expect(["a", "a", "a", "a", "a", "b"].map((key) => refused(key))).toEqual([null, null, null, null, 429, null]);
  releaseCallSlot("a", one);
  expect([refused("a", other), refused("a", other)]).toEqual([null, 429]);
});

test("a server that hangs gets at most half of all slots, and other servers get the rest", () => {
  for (const key of ["a", "b", "c", "d", "e"]) expect(refused(key, one)).toBeNull();
  expect(refused("f", one)).toBe(503);
  for (const key of ["a", "b", "c"]) expect(refused(key, other)).toBeNull();
  for (const key of ["a", "b"]) expect(refused(key, third)).toBeNull();
  expect(refused("c", third)).toBe(503);
  releaseCallSlot("a", one);
  expect(refused("f", one)).toBeNull();
});

test("a server gets a slot even when there is only one", () => {
  provideTestEnv({ MAX_CALLS: "1", MAX_CALLS_PER_KEY: "4" });
  expect(refused("a")).toBeNull();
  expect(refused("b", other)).toBe(503);
});
