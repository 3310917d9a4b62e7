import { pino } from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { logCall } from "#lib/gateway/observation/call-log";
import { log } from "#lib/log";
import { forget, provide } from "#lib/process";
import { mcpRequest } from "#testing/clients/mcp-request";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
  provide("log", pino({ level: "info" }, { write: () => {} }));
  forget("line-budgets");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test("says why a server failed, also in its own words", () => {
  const failure = { reason: "UNAUTHORIZED", message: "The token has expired." };
  const warn = vi.spyOn(log(), "warn");
  logCall({ ...mcpRequest().observation, outcome: "upstream_failed", errorCode: -32001, failure });
  expect(warn.mock.calls[0]?.[0]).toMatchObject({
    reason: "UNAUTHORIZED",
    failure: failure.message,
    errorCode: -32001,
  });
});

test("writes at most a hundred refusals a second, and the next line says how many were left out", () => {
  const refused = { ...mcpRequest().observation, outcome: "unauthenticated" } as const;
  const info = vi.spyOn(log(), "info");
  const flood = () => {
    for (let times = 0; times < 160; times += 1) logCall(refused);
  };
  flood();
  expect(info).toHaveBeenCalledTimes(100);
  vi.advanceTimersByTime(1_000);
  flood();
  expect(info).toHaveBeenCalledTimes(200);
  const leftOut = info.mock.calls.map(([line]) => (line as { leftOut?: number }).leftOut);
  expect(leftOut.filter((count) => count !== undefined)).toEqual([60]);
  expect(leftOut[100]).toBe(60);
});
