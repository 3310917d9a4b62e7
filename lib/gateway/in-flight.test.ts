import { expect, test, vi } from "vitest";
import { cancelFlight, enterFlight } from "#lib/gateway/in-flight";

const cursor = { keyId: "key_1", userAgent: "cursor/1", address: "192.0.2.1" };

test("a cancellation ends the request of the same client with the same id", () => {
  const abort = vi.fn();
  const leave = enterFlight(cursor, 3, abort);
  expect(cancelFlight(cursor, 4)).toBe(false);
  expect(cancelFlight(cursor, "3")).toBe(false);
  expect(cancelFlight(cursor, 3)).toBe(true);
  expect(abort).toHaveBeenCalledOnce();
  leave();
  expect(cancelFlight(cursor, 3)).toBe(false);
});

test("it never ends a request of another key, client or address, and none when two look the same", () => {
  const abort = vi.fn();
  const leave = enterFlight(cursor, 3, abort);
  expect(cancelFlight({ ...cursor, keyId: "key_2" }, 3)).toBe(false);
  expect(cancelFlight({ ...cursor, userAgent: "zed/1" }, 3)).toBe(false);
  expect(cancelFlight({ ...cursor, address: "192.0.2.2" }, 3)).toBe(false);
  const leaveSecond = enterFlight({ ...cursor }, 3, abort);
  expect(cancelFlight(cursor, 3)).toBe(false);
  expect(abort).not.toHaveBeenCalled();
  leave();
  leaveSecond();
});

test("an id that is no id ends nothing", () => {
  expect(cancelFlight(cursor, { toString: () => "3" })).toBe(false);
  expect(cancelFlight(cursor, undefined)).toBe(false);
});
