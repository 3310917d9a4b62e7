import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerOf, readRefusal, refusalOf } from "#lib/upstreams/calls/refusal";
import type { UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import type { UpstreamError } from "#lib/upstreams/catalogue/failure";
import { exchange } from "#lib/upstreams/wire/exchange";
import { waitSeconds } from "#lib/upstreams/wire/refusal";
import { provideTestEnv } from "#testing/databases/use-database";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

provideTestEnv();

let server: RunningServer;
let answering: [status: number, body: string, headers: Record<string, string>];

beforeAll(async () => {
  server = await startHttpServer((request, response) => {
    request.resume();
    const [status, body, headers] = answering;
    response.writeHead(status, headers).end(body);
  });
});
afterAll(() => server.stop());

async function refusal(status: number, body: string, headers: Record<string, string> = {}) {
  answering = [status, body, headers];
  const secret = { authorization: "Bearer s3cret-token", "x-api-key": "an-api-key-of-acme" };
  const upstream = upstreamSnapshot({ url: `${server.url}/mcp`, origin: server.url, headers: secret });
  const { signal } = new AbortController();
  return readRefusal(upstream, await exchange(upstream, { method: "POST", headers: {}, body: "{}", signal }), 1);
}

const call = { upstream: upstreamSnapshot(), id: 7, era: "modern" } as UpstreamCall;
const body = (id: unknown) => JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32602, message: "No." } });

describe("a refusal", () => {
  test.each([400, 404, 409, 499])("of status %i with a JSON-RPC error is an answer", async (status) => {
    const read = await refusal(status, body(1));
    expect(read).toMatchObject({
      status,
      error: { code: -32602, message: "No." },
      isOfRequest: true,
      waitSeconds: null,
    });
    expect(answerOf(call, read)).toMatchObject({ status, message: { id: 7, error: { code: -32602, message: "No." } } });
  });

  test.each([
    [401, "UNAUTHORIZED"],
    [403, "FORBIDDEN"],
    [429, "RATE_LIMITED"],
    [500, "RPC_ERROR"],
    [503, "RPC_ERROR"],
    [302, "HTTP_ERROR"],
  ])("of status %i is a failure of the server, which keeps the server's own error", async (status, code) => {
    const read = await refusal(status, body(1), { "retry-after": "17" });
    const failure = await (async () => answerOf(call, read))().catch((error: UpstreamError) => error);
    expect(failure).toMatchObject({ name: "UpstreamError", code, said: "No. (code -32602)" });
    expect(refusalOf(failure as UpstreamError)).toMatchObject({
      status,
      error: { code: -32602, message: "No." },
      waitSeconds: 17,
    });
  });

  test("repeats no secret that an admin entered", async () => {
    const said = (error: object) =>
      refusal(400, JSON.stringify({ jsonrpc: "2.0", id: 1, error: { code: 1, ...error } }));
    const { error } = await said({ message: "Bad token s3cret-token", data: { got: ["an-api-key-of-acme"] } });
    expect(error).toEqual({ code: 1, message: "Bad token •••", data: { got: ["•••"] } });
  });

  test("with a byte order mark is read, whatever its numbers are", async () => {
    const text = `\ufeff{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"No.","data":1.0}}`;
    const { error } = await refusal(400, text);
    expect(error).toMatchObject({ code: -32602, message: "No." });
  });

  test.each([
    "",
    "no",
    "[]",
    "{}",
    "x".repeat(100_000),
    `[${"[".repeat(20_000)}`,
    `{"a":${"[".repeat(30_000)}1.0${"]".repeat(30_000)}}`,
  ])("of status 400 with a body that is no JSON-RPC error is a failure of the server", async (text) => {
    const read = await refusal(400, text);
    expect(read.error).toBeNull();
    expect(() => answerOf(call, read)).toThrow(expect.objectContaining({ code: "HTTP_ERROR" }));
  });

  test.each([
    [1, true],
    ["1", true],
    [null, false],
    [undefined, false],
    ["server-error", false],
    [2, false],
  ])("with the id %j is about the request: %j", async (id, isOfRequest) => {
    expect(await refusal(400, body(id))).toMatchObject({ isOfRequest, error: { code: -32602 } });
  });
});

test.each([
  ["17", 17],
  [" 1 ", 1],
  ["Mon, 30 Nov 2026 12:01:30 GMT", 90],
  ["Mon, 30 Nov 2026 11:00:00 GMT", null],
  ["0", null],
  ["-5", null],
  ["1.5", null],
  ["soon", null],
  ["99999999999999", null],
  ["", null],
])("Retry-After: %j asks to wait %j seconds", (header, seconds) => {
  expect(waitSeconds({ "retry-after": header, date: "Mon, 30 Nov 2026 12:00:00 GMT" })).toBe(seconds);
});
