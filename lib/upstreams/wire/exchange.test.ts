import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LARGE_ANSWER_BYTES } from "#lib/upstreams/wire/answer-size";
import { contentType, exchange, parseJson } from "#lib/upstreams/wire/exchange";
import { provideTestEnv } from "#testing/databases/use-database";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

provideTestEnv({ MAX_ANSWER_MIB: "1" });

type Listener = Parameters<typeof startHttpServer>[0];

let server: RunningServer;
let listener: Listener = (_request, response) => response.end();

beforeAll(async () => {
  server = await startHttpServer((request, response) => {
    request.resume();
    return listener(request, response);
  });
});
afterAll(() => server.stop());

const upstream = (headers: Record<string, string> | null = {}) =>
  upstreamSnapshot({ url: `${server.url}/mcp`, origin: server.url, headers });

function ask(headers: Record<string, string> | null = {}, signal = new AbortController().signal) {
  const request = { method: "POST" as const, headers: { "content-type": "application/json" }, body: "{}", signal };
  return exchange(upstream(headers), request);
}

function answering(status: number, body: string, headers: Record<string, string> = {}): Listener {
  return (_request, response) => response.writeHead(status, headers).end(body);
}

test("sends an admin's headers, which do not replace those of the protocol", async () => {
  let seen: Record<string, unknown> = {};
  listener = (request, response) => {
    seen = request.headers;
    response.end();
  };
  const answer = await ask({ "user-agent": "mine", "accept-encoding": "gzip", "content-type": "text/plain" });
  answer.discard();
  expect(seen).toMatchObject({
    "user-agent": "mine",
    "accept-encoding": "identity",
    "content-type": "application/json",
  });
});

test("names Latchkey to the server when an admin has entered no other name", async () => {
  let name: unknown;
  listener = (request, response) => {
    name = request.headers["user-agent"];
    response.end();
  };
  (await ask()).discard();
  expect(name).toMatch(/^latchkey\/\d+\.\d+\.\d+$/);
});

test("asks nothing when the stored headers cannot be decrypted", async () => {
  await expect(ask(null)).rejects.toMatchObject({ name: "UpstreamError", code: "UNAUTHORIZED" });
});

test("refuses a compressed answer, and accepts one that says that it is not compressed", async () => {
  listener = answering(200, "{}", { "content-encoding": "gzip" });
  await expect(ask()).rejects.toMatchObject({ code: "NOT_MCP", message: expect.stringContaining("compressed") });
  listener = answering(200, "{}", { "content-encoding": "identity" });
  expect(await (await ask()).text(100)).toBe("{}");
});

test("rejects with the AbortError when its signal fires", async () => {
  await expect(ask({}, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
});

test.each([
  ["Application/JSON; charset=utf-8", "application/json"],
  [" text/event-stream ", "text/event-stream"],
  [undefined, ""],
])("reads the content type %j as %j", async (header, expected) => {
  listener = answering(200, "{}", header === undefined ? {} : { "content-type": header });
  const answer = await ask();
  expect(contentType(answer)).toBe(expected);
  answer.discard();
});

describe("parsing JSON", () => {
  test("returns undefined for other text", () => {
    expect(parseJson("{")).toBeUndefined();
    expect(parseJson('{"a":1}')).toEqual({ a: 1 });
  });

  test("returns undefined for a large text that has too many parts, and reads one that has few", () => {
    const length = LARGE_ANSWER_BYTES + 1;
    expect(parseJson(`[${"{},".repeat(length / 3)}{}]`)).toBeUndefined();
    expect(parseJson(`["${"x".repeat(length)}"]`)).toHaveLength(1);
  });
});
