import { beforeEach, expect, test } from "vitest";
import { CallUnderWay } from "#lib/gateway/calls/call-under-way";
import { cancelFlight } from "#lib/gateway/calls/in-flight";
import type { Requester } from "#lib/gateway/requester";
import { Watch } from "#lib/gateway/standing/watch";
import type { RpcId } from "#lib/mcp/protocol";
import { provide } from "#lib/process";
import { mcpRequest } from "#testing/clients/mcp-request";
import { provideTestEnv } from "#testing/databases/use-database";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

const cursor: Requester = { keyId: "key_1", userAgent: "cursor/1", address: "192.0.2.1" };

beforeEach(() => {
  provideTestEnv();
  provide("watch", new Watch(() => ({ isUp: true, close: async () => {} })));
});

function begin(requester: Requester, id: RpcId): CallUnderWay {
  const request = mcpRequest({ id, requester });
  const resolved = { upstream: upstreamSnapshot(), params: {}, tool: null, asksFirst: false, uri: null };
  return new CallUnderWay(request, "tools/call", resolved);
}

test("a cancellation ends the request of the same client with the same id", () => {
  const call = begin(cursor, 3);
  expect(cancelFlight(cursor, 4)).toBe(false);
  expect(cancelFlight(cursor, "3")).toBe(false);
  expect(call.signal.aborted).toBe(false);
  expect(cancelFlight(cursor, 3)).toBe(true);
  expect(call.signal.reason).toMatchObject({ name: "AbortError" });
  call.done();
  expect(cancelFlight(cursor, 3)).toBe(false);
});

test("it never ends a request of another key, client or address, and none when two look the same", () => {
  const call = begin(cursor, 3);
  expect(cancelFlight({ ...cursor, keyId: "key_2" }, 3)).toBe(false);
  expect(cancelFlight({ ...cursor, userAgent: "zed/1" }, 3)).toBe(false);
  expect(cancelFlight({ ...cursor, address: "192.0.2.2" }, 3)).toBe(false);
  const second = begin({ ...cursor }, 3);
  expect(cancelFlight(cursor, 3)).toBe(false);
  expect([call, second].map(({ signal }) => signal.aborted)).toEqual([false, false]);
  call.done();
  second.done();
});

test("an id that is no id ends nothing", () => {
  expect(cancelFlight(cursor, { toString: () => "3" })).toBe(false);
  expect(cancelFlight(cursor, undefined)).toBe(false);
});
