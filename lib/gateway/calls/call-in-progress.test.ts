import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MINUTE_MS, SECOND_MS } from "#lib/clock";
import { CallInProgress } from "#lib/gateway/calls/call-in-progress";
import { refusal } from "#lib/gateway/messages/rpc-error";
import { Watch } from "#lib/gateway/watch/watch";
import { provide } from "#lib/process";
import { mcpRequest } from "#testing/clients/mcp-request";
import { provideTestEnv } from "#testing/databases/use-database";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

beforeEach(() => {
  vi.useFakeTimers();
  provideTestEnv({ CALL_TIMEOUT_SECONDS: "30", MAX_CALLS_PER_KEY: "1" });
  provide("watch", new Watch(() => ({ isUp: true, close: async () => {} })));
});
afterEach(() => {
  call.end();
  vi.useRealTimers();
});

let call: CallInProgress;

function begin(callTimeoutSeconds: number | null = null, whenGone = () => () => {}): CallInProgress {
  const upstream = upstreamSnapshot({ name: "Notes", callTimeoutSeconds });
  const resolved = { upstream, params: {}, tool: null, asksFirst: false, uri: null };
  const begun = new CallInProgress(mcpRequest({ whenGone }), "tools/call", resolved);
  begun.begin();
  call = begun;
  return call;
}

/** Whether the call still runs after `ms`, of which progress is reported at the end. */
function runsAfter(ms: number): boolean {
  vi.advanceTimersByTime(ms);
  call.extendTimeLimit();
  return !call.signal.aborted;
}

test.each([
  ["its server's limit", 5, 5],
  ["the default, where its server has none", null, 30],
])("a call ends after %s", (_what, own, seconds) => {
  begin(own).startTimeLimit();
  vi.advanceTimersByTime(seconds * SECOND_MS - 1);
  expect(call.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(call.failureOf(new Error("broken off"))).toMatchObject({
    code: "TIMED_OUT",
    message: `“Notes” did not answer within ${seconds} seconds.`,
  });
});

test("does not count the time before the server is asked", () => {
  begin(5);
  vi.advanceTimersByTime(MINUTE_MS);
  expect(call.signal.aborted).toBe(false);
});

test("starts the time limit again at progress, up to ten times the limit", () => {
  begin(5).startTimeLimit();
  for (let passedMs = 4_000; passedMs < 50_000; passedMs += 4_000) expect(runsAfter(4_000)).toBe(true);
  expect(runsAfter(4_000)).toBe(false);
  expect(call.failureOf(null)).toMatchObject({ message: "“Notes” did not answer within 50 seconds." });
});

test("allows at most an hour with progress, and never less than the limit", () => {
  begin(3_600).startTimeLimit();
  for (let minutes = 10; minutes < 60; minutes += 10) expect(runsAfter(10 * MINUTE_MS)).toBe(true);
  expect(runsAfter(10 * MINUTE_MS)).toBe(false);
});

test("ends once and releases its slot once, however often it is told to end", () => {
  begin(5).startTimeLimit();
  expect(() => begin()).toThrow(expect.objectContaining({ status: 429 }));
  call.end();
  call.end();
  call.extendTimeLimit();
  vi.advanceTimersByTime(MINUTE_MS);
  expect(call.signal.aborted).toBe(false);
  expect(begin().signal.aborted).toBe(false);
});

test("stops listening to its client when it ends", () => {
  const stopListening = vi.fn();
  begin(5, () => stopListening);
  expect(stopListening).not.toHaveBeenCalled();
  call.end();
  expect(stopListening).toHaveBeenCalledOnce();
});

test("ends with the reason for which its key was refused, and with no other", () => {
  begin(5);
  const refused = refusal(401, "INVALID_API_KEY", "The key is not valid.");
  call.onRefused(refused);
  expect(call.signal.aborted).toBe(true);
  expect(call.fail(new DOMException("aborted", "AbortError"))).toBe(refused);
});

const MAY_BE_CARRIED_OUT = {
  status: 503,
  headers: {},
  data: { message: expect.stringContaining("may have been carried out") },
};

test.each([
  ["its key cannot be checked", () => call.onUnchecked()],
  ["Latchkey stops", () => call.cut()],
])("when %s, says that it may have been carried out, once its server got it and not earlier", (_, end) => {
  begin(5).startTimeLimit();
  end();
  expect(call.signal.reason).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
  expect(call.signal.reason.data.message).not.toContain("carried out");
  call.end();
  begin(5).noteSent();
  end();
  expect(call.signal.reason).toMatchObject(MAY_BE_CARRIED_OUT);
});

test("answers with an error of its server when a message is nested too deep to be written", () => {
  begin(5);
  expect(call.fail(new RangeError("Maximum call stack size exceeded"))).toMatchObject({
    data: { errorType: "UPSTREAM_FAILED", server: "test" },
  });
});
