import { beforeEach, expect, test } from "vitest";
import { chooseLogLevel, isSevereEnough, leastLogLevel } from "#lib/gateway/calls/log-level";
import { META } from "#lib/mcp/protocol";
import { forget } from "#lib/process";
import { makeRequester, mcpRequest } from "#testing/clients/mcp-request";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

const logging = upstreamSnapshot({ capabilities: { logging: {} } });
const silent = upstreamSnapshot();

beforeEach(() => forget("log-levels"));

test("a chosen level applies to servers that declare logging, and to the same client alone", () => {
  const requester = makeRequester();
  chooseLogLevel(requester, "error");
  expect(leastLogLevel(mcpRequest({ requester }), logging)).toBe("error");
  expect(leastLogLevel(mcpRequest({ requester }), silent)).toBe("info");
  expect(leastLogLevel(mcpRequest({ requester: makeRequester("key_2") }), logging)).toBe("info");
});

test("a client of the 2026 revision gets the level that its request names, and none without it", () => {
  const asking = (meta: Record<string, unknown>) => mcpRequest({ envelope: { era: "modern", meta, client: null } });
  expect(leastLogLevel(asking({ [META.logLevel]: "debug" }), logging)).toBe("debug");
  expect(leastLogLevel(asking({}), logging)).toBeNull();
});

test("refuses a level that the protocol does not have", () => {
  expect(() => chooseLogLevel(makeRequester(), "loud")).toThrow(/must be one of debug, info/);
});

test.each([
  ["debug", "info", false],
  ["info", "info", true],
  ["emergency", "info", true],
  ["unheard-of", "emergency", true],
  [undefined, "emergency", true],
])("a message of level %s is shown to a client that wants %s: %s", (level, least, isShown) => {
  expect(isSevereEnough(level, least)).toBe(isShown);
});
