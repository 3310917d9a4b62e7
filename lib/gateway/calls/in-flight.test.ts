import { beforeEach, expect, test, vi } from "vitest";
import { cancelFlight, enterFlight } from "#lib/gateway/calls/in-flight";
import type { Requester } from "#lib/gateway/requester";
import { Watch } from "#lib/gateway/standing/watch";
import type { RpcId } from "#lib/mcp";
import { provide } from "#lib/process";
import { mcpRequest } from "#lib/testing/mcp-request";
import { upstreamSnapshot } from "#lib/testing/upstream-snapshot";

const cursor: Requester = { keyId: "key_1", userAgent: "cursor/1", address: "192.0.2.1" };

beforeEach(() => {
  provide("watch", new Watch(() => ({ isUp: true, close: async () => {} })));
});

function enter(requester: Requester, id: RpcId, end: () => void): () => void {
  const request = mcpRequest({ id, requester });
  const resolved = { upstream: upstreamSnapshot(), params: {}, tool: null, asksFirst: false, uri: null };
  return enterFlight(request, "tools/call", resolved, end);
}

test("a cancellation ends the request of the same client with the same id", () => {
  const end = vi.fn();
  const leave = enter(cursor, 3, end);
  expect(cancelFlight(cursor, 4)).toBe(false);
  expect(cancelFlight(cursor, "3")).toBe(false);
  expect(cancelFlight(cursor, 3)).toBe(true);
  expect(end).toHaveBeenCalledExactlyOnceWith();
  leave();
  expect(cancelFlight(cursor, 3)).toBe(false);
});

test("it never ends a request of another key, client or address, and none when two look the same", () => {
  const end = vi.fn();
  const leave = enter(cursor, 3, end);
  expect(cancelFlight({ ...cursor, keyId: "key_2" }, 3)).toBe(false);
  expect(cancelFlight({ ...cursor, userAgent: "zed/1" }, 3)).toBe(false);
  expect(cancelFlight({ ...cursor, address: "192.0.2.2" }, 3)).toBe(false);
  const leaveSecond = enter({ ...cursor }, 3, end);
  expect(cancelFlight(cursor, 3)).toBe(false);
  expect(end).not.toHaveBeenCalled();
  leave();
  leaveSecond();
});

test("an id that is no id ends nothing", () => {
  expect(cancelFlight(cursor, { toString: () => "3" })).toBe(false);
  expect(cancelFlight(cursor, undefined)).toBe(false);
});
