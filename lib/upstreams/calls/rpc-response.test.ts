import { describe, expect, test } from "vitest";
import { answerWithError, isResponseTo, readResponse } from "#lib/upstreams/calls/rpc-response";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

describe("a message is the response to a request", () => {
  test.each([
    { id: 1, result: {} },
    { id: 1, error: { code: -32602 } },
  ])("when it is %j", (message) => expect(isResponseTo(message, 1)).toBe(true));

  test.each([
    { id: 2, result: {} },
    { id: "1", result: {} },
    { result: {} },
    { id: 1, method: "ping", result: {} },
    { id: 1 },
    { id: 1, result: "done" },
    { id: 1, error: "no" },
  ])("but not when it is %j", (message) => expect(isResponseTo(message, 1)).toBe(false));
});

describe("reading a response", () => {
  const upstream = upstreamSnapshot();

  test("returns the server's own text when both sides use the same id", () => {
    const text = ' {"id": 1, "result": {"a": 1}}';
    expect(readResponse(upstream, text, 1)).toEqual({
      form: "response",
      status: 200,
      text,
      message: { id: 1, result: { a: 1 } },
    });
  });

  test("restores the client's id", () => {
    const answer = readResponse(upstream, '{"id":2,"result":{}}', 2, 7);
    expect(answer).toMatchObject({ text: '{"id":7,"result":{}}', message: { id: 7, result: {} } });
  });

  test.each(["", "no", "[]", "null", '{"id":2,"result":{}}'])("fails for the body %j", (text) => {
    expect(() => readResponse(upstream, text, 1)).toThrow(/not in the Model Context Protocol/);
  });
});

test("an error keeps its HTTP status and gets the client's id", () => {
  expect(answerWithError(7, { code: -32602, message: "No." }, 404)).toEqual({
    form: "response",
    status: 404,
    text: '{"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"No."}}',
    message: { jsonrpc: "2.0", id: 7, error: { code: -32602, message: "No." } },
  });
});
