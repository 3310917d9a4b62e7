import { beforeEach, expect, test } from "vitest";
import { CallInProgress } from "#lib/gateway/calls/call-in-progress";
import { cancelCall } from "#lib/gateway/calls/cancel-call";
import type { Requester } from "#lib/gateway/request/requester";
import { Watch } from "#lib/gateway/watch/watch";
import type { RpcId } from "#lib/mcp/protocol";
import { provide } from "#lib/process";
import { parseExact } from "#lib/text/exact-json";
import { makeRequester, mcpRequest } from "#testing/clients/mcp-request";
import { provideTestEnv } from "#testing/databases/use-database";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

const cursor = makeRequester("key_1", { userAgent: "cursor/1", address: "192.0.2.1" });

beforeEach(() => {
  provideTestEnv();
  provide("watch", new Watch(() => ({ isUp: true, close: async () => {} })));
});

function begin(requester: Requester, id: RpcId): CallInProgress {
  const request = mcpRequest({ id, requester });
  const resolved = { upstream: upstreamSnapshot(), params: {}, tool: null, asksFirst: false, uri: null };
  const call = new CallInProgress(request, "tools/call", resolved);
  call.begin();
  return call;
}

test("ends the request with this id of the same client", () => {
  const call = begin(cursor, 3);
  expect(cancelCall(cursor, 4)).toBe(false);
  expect(cancelCall(cursor, "3")).toBe(false);
  expect(call.signal.aborted).toBe(false);
  expect(cancelCall(cursor, 3)).toBe(true);
  expect(call.signal.reason).toMatchObject({ name: "AbortError" });
  call.end();
  expect(cancelCall(cursor, 3)).toBe(false);
});

test("knows an id of any length by its literal, and a small one by its value", () => {
  const read = (text: string) => parseExact(text) as RpcId;
  const large = begin(cursor, read("12345678901234567890"));
  expect(cancelCall(cursor, read("12345678901234567891"))).toBe(false);
  expect(cancelCall(cursor, 12_345_678_901_234_567_000)).toBe(false);
  expect(cancelCall(cursor, read("12345678901234567890"))).toBe(true);
  large.end();
  const small = begin(cursor, read("7.0"));
  expect(cancelCall(cursor, "7.0")).toBe(false);
  expect(cancelCall(cursor, 7)).toBe(true);
  small.end();
});

test("never ends a request of another key, client or address, and none when two are alike", () => {
  const call = begin(cursor, 3);
  expect(cancelCall({ ...cursor, access: makeRequester("key_2").access }, 3)).toBe(false);
  expect(cancelCall({ ...cursor, userAgent: "zed/1" }, 3)).toBe(false);
  expect(cancelCall({ ...cursor, address: "192.0.2.2" }, 3)).toBe(false);
  const second = begin({ ...cursor }, 3);
  expect(cancelCall(cursor, 3)).toBe(false);
  expect([call, second].map(({ signal }) => signal.aborted)).toEqual([false, false]);
  call.end();
  second.end();
});

test("ends nothing for a value that cannot be an id", () => {
  expect(cancelCall(cursor, { toString: () => "3" })).toBe(false);
  expect(cancelCall(cursor, undefined)).toBe(false);
});
