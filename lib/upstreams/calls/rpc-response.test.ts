import { describe, expect, test } from "vitest";
import type { RpcId } from "#lib/mcp/protocol";
import { parseExact } from "#lib/text/exact-json";
import { writeFaithful } from "#lib/text/faithful-json";
import {
  answerWithError,
  idForServer,
  readEventMessage,
  readResponse,
  responseTo,
} from "#lib/upstreams/calls/rpc-response";
import { provideTestEnv } from "#testing/databases/use-database";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

provideTestEnv({ MAX_ANSWER_MIB: "1" });

const upstream = upstreamSnapshot();
const error = { code: -32602, message: "No." };
const UNEXPLAINED = "The server answered with an error that it does not explain.";

describe("a message is the response to request 1", () => {
  test.each([
    { jsonrpc: "2.0", id: 1, result: {} },
    { jsonrpc: "2.0", id: 1, error },
    { jsonrpc: "2.0", id: 1, error: { ...error, data: null, more: 1 } },
  ])("and stays as it is when it is %j", (message) => expect(responseTo(message, 1)).toBe(message));

  test.each([
    [{ id: 1, result: {} }, { result: {} }],
    [{ jsonrpc: 2, id: 1, result: {} }, { result: {} }],
    [{ jsonrpc: "2.0", id: "1", result: {} }, { result: {} }],
    [{ jsonrpc: "2.0", id: 1, result: {}, error: null }, { result: {} }],
    [{ jsonrpc: "2.0", id: 1, result: {}, error: {} }, { result: {} }],
    [{ jsonrpc: "2.0", id: 1, result: {}, error: "" }, { result: {} }],
    [{ jsonrpc: "2.0", id: 1, result: {}, error: false }, { result: {} }],
    [{ jsonrpc: "2.0", id: 1, result: {}, method: null, params: null, took: 3 }, { result: {} }],
    [{ jsonrpc: "2.0", id: 1, error, result: null }, { error }],
    [{ jsonrpc: "2.0", id: null, error }, { error }],
    [{ result: {} }, { result: {} }],
    [{ id: null, result: {} }, { result: {} }],
    // A failure is never hidden behind a result.
    [{ jsonrpc: "2.0", id: 1, error, result: {} }, { error }],
    [{ jsonrpc: "2.0", id: 1, error: "no" }, { error: { code: -32603, message: "no" } }],
    [{ jsonrpc: "2.0", id: 1, error: { message: "no" } }, { error: { code: -32603, message: "no" } }],
    [{ jsonrpc: "2.0", id: 1, error: { code: "-32000", message: "no" } }, { error: { code: -32000, message: "no" } }],
    [{ jsonrpc: "2.0", id: 1, error: { code: -32000 } }, { error: { code: -32000, message: UNEXPLAINED } }],
    [
      { jsonrpc: "2.0", id: 1, error: { code: 1.5, data: [] } },
      { error: { code: -32603, message: UNEXPLAINED, data: [] } },
    ],
  ])("and is forgiven when it is %j", (message, forgiven) => {
    expect(responseTo(message, 1)).toEqual({ jsonrpc: "2.0", id: 1, ...forgiven });
  });

  test.each([
    { id: 2, result: {} },
    { id: "one", result: {} },
    { id: 2, error },
    { id: 1, method: "ping", result: {} },
    { id: 1 },
    { id: 1, result: "done" },
    { id: 1, result: null, error: null },
    { id: 1, error: false },
  ])("but not when it is %j", (message) => expect(responseTo(message, 1)).toBeNull());
});

describe("reading a response", () => {
  const textOf = (text: string, ...ids: [id: number, clientId?: string | number]) =>
    readResponse(upstream, text, ...ids).answer.text;

  test("returns the server's own text when nothing has to change", () => {
    const text = ' {"jsonrpc":"2.0","id": 1.0, "result": {"a": 1.0, "structuredContent": {"b": null}}}';
    const { answer, isNamed } = readResponse(upstream, text, 1);
    expect(answer).toMatchObject({ form: "response", status: 200, text });
    expect(isNamed).toBe(true);
  });

  test("restores the client's id, and keeps the literals of numbers", () => {
    const result = '{"a":1.0,"b":12345678901234567890,"c":[-0,1e400]}';
    expect(textOf(`{"jsonrpc":"2.0","id":3,"result":${result}}`, 3, "seven")).toBe(
      `{"jsonrpc":"2.0","id":"seven","result":${result}}`,
    );
    const big = parseExact("12345678901234567890") as { rawJSON: string };
    expect(readResponse(upstream, '{"jsonrpc":"2.0","id":3,"result":{}}', 3, big).answer.text).toBe(
      '{"jsonrpc":"2.0","id":12345678901234567890,"result":{}}',
    );
  });

  test.each([
    ['\ufeff{"jsonrpc":"2.0","id":1,"result":{"a":1.0}}', '{"jsonrpc":"2.0","id":1,"result":{"a":1.0}}'],
    ['{"id":1,"result":{"a":1.0},"error":null}', '{"jsonrpc":"2.0","id":1,"result":{"a":1.0}}'],
    [
      '{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"a","annotations":null}],"_meta":null}}',
      '{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"a"}]}}',
    ],
    [
      '{"__proto__":{"id":2},"id":1,"result":{"__proto__":{"a":1}}}',
      '{"jsonrpc":"2.0","id":1,"result":{"__proto__":{"a":1}}}',
    ],
    ['{"id":2,"id":1,"result":{},"result":{"a":1.0}}', '{"jsonrpc":"2.0","id":1,"result":{"a":1.0}}'],
  ])("cleans %j", (text, clean) => expect(textOf(text, 1)).toBe(clean));

  test("says when the server did not name the request", () => {
    expect(readResponse(upstream, '{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":""}}', 1).isNamed).toBe(
      false,
    );
  });

  test("reads a batch of one as its message, with its numbers", () => {
    expect(textOf(' [ {"jsonrpc":"2.0","id":1,"result":{"a":1.0}} ]\n', 1).trim()).toBe(
      '{"jsonrpc":"2.0","id":1,"result":{"a":1.0}}',
    );
    expect(textOf('[{"id":1,"result":{"a":1.0}}]', 1, "c")).toBe('{"jsonrpc":"2.0","id":"c","result":{"a":1.0}}');
  });

  test.each(["", "no", "[]", "null", "[1]", '[{"id":1,"result":{}},{"id":1,"result":{}}]', '{"id":2,"result":{}}'])(
    "fails for the body %j",
    (text) => {
      expect(() => readResponse(upstream, text, 1)).toThrow(/not in the Model Context Protocol/);
    },
  );

  test("may have any number of long numbers, also when the answer has to be written again", () => {
    const numbers = Array.from({ length: 70_000 }, (_, n) => `${n}.0`).join();
    const text = `{"jsonrpc":"2.0","id":1,"result":{"a":[${numbers}]}}`;
    expect(textOf(text, 1)).toBe(text);
    expect(textOf(text, 1, 2)).toBe(text.replace('"id":1', '"id":2'));
  });
});

test("a message of a stream is cleaned too", () => {
  const progress = (fields: string) => `\ufeff{"method":"notifications/progress","params":{"progress":0.50${fields}}}`;
  const read = readEventMessage(upstream, progress(',"total":null,"message":null'));
  expect(writeFaithful(read ?? {})).toBe(
    '{"method":"notifications/progress","params":{"progress":0.50},"jsonrpc":"2.0"}',
  );
  expect(readEventMessage(upstream, '{"id":null,"method":"notifications/message"}')).not.toHaveProperty("id");
  expect(readEventMessage(upstream, '[{"id":1,"result":{}}]')).toMatchObject({ id: 1 });
  for (const text of ["", "[]", "{", "\ufeff", "[{},{}]", "[[{}]]", "[5]"])
    expect(readEventMessage(upstream, text)).toBeNull();
});

test.each(["a", parseExact("1.0"), parseExact("9007199254740993")] as RpcId[])(
  "the id %j is replaced for the server",
  (id) => {
    expect(idForServer(id, () => 5)).toBe(5);
  },
);

test("an integer that every server can give back is the server's id too", () => {
  expect(idForServer(7, () => 5)).toBe(7);
});

test("an error keeps its HTTP status and gets the client's id", () => {
  expect(answerWithError(7, error, 404)).toEqual({
    form: "response",
    status: 404,
    text: '{"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"No."}}',
    message: { jsonrpc: "2.0", id: 7, error },
  });
});
