import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { generateToken } from "#lib/secrets/token";
import { type HttpAnswer, post } from "#testing/clients/post";
import { connectRaw, dribble, headOf, type RawClient, requestOf } from "#testing/clients/raw-client";
import { useDatabase } from "#testing/databases/use-database";
import { heldBytes } from "#testing/machine/held-memory";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, NOW } from "#testing/people/factories";
import { type RunningMcpServer, startModernServer } from "#testing/servers/mcp-servers";
import {
  beginEvents,
  type MisbehavingServer,
  pour,
  rightAnswer,
  sendJson,
  startMisbehavingServer,
} from "#testing/servers/misbehaving-server";

useDatabase();

const MIB = 1024 * 1024;
const CALLS_PER_KEY = 4;
const PING = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" });

let gateway: RunningGateway;
/** A gateway with the normal timeouts, for slow tests. */
let patient: RunningGateway;
let notebook: RunningMcpServer;
let server: MisbehavingServer;
let token: string;
let heldBefore: number;

beforeAll(async () => {
  provideEnv({ ...env(), MAX_CALLS_PER_KEY: CALLS_PER_KEY, MAX_CONNECTIONS: 2_000 });
  gateway = await startGateway(
    { now: () => NOW },
    { headersTimeoutMs: 500, requestTimeoutMs: 3_000, stallTimeoutMs: 1_500 },
  );
  patient = await startGateway();
  notebook = await startModernServer();
  server = await startMisbehavingServer();
});
afterAll(async () => {
  await Promise.all([gateway, patient, notebook, server].map((one) => one.stop()));
});

const call = (id: string | number = 5, name = "odd__list_notes"): Promise<HttpAnswer> =>
  post(gateway.url, token, { method: "tools/call", id, params: { name } });
const callBody = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "odd__list_notes" } });

const clients: RawClient[] = [];
async function client(): Promise<RawClient> {
  const made = await connectRaw(gateway.origin);
  clients.push(made);
  return made;
}

beforeEach(async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  ({ token } = await makeToken(ada, [acme]));
  const id = await connect(acme, notebook.url, { slug: "odd" });
  await db().upstream.update({ where: { id }, data: { url: server.url, revision: { increment: 1 } } });
  server.behave((response, message) => sendJson(response, rightAnswer(message)));
  expect((await call()).body.result).toBeDefined();
  heldBefore = heldBytes();
});

/** After every test all places are free again, the gateway answers, and it holds no more memory than before. */
afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.destroy();
  server.behave((response, message) => sendJson(response, rightAnswer(message)));
  const everyPlace = () => Promise.all(Array.from({ length: CALLS_PER_KEY }, (_, id) => call(id)));
  const answered = async () => (await everyPlace()).filter(({ body }) => body.result !== undefined).length;
  await expect.poll(answered).toBe(CALLS_PER_KEY);
  await expect.poll(() => heldBytes() - heldBefore).toBeLessThan(16 * MIB);
});

const status = (answer: string) => answer.split("\r\n", 1)[0];

describe("a slow client", () => {
  test("that sends nothing is disconnected", async () => {
    const { hungUp } = await client();
    expect(status(await hungUp)).toBe("HTTP/1.1 408 Request Timeout");
  });

  test("that sends its headers slowly is disconnected", async () => {
    const slow = await client();
    slow.socket.write(headOf(gateway.origin, token));
    dribble(slow, "x");
    expect(status(await slow.hungUp)).toBe("HTTP/1.1 408 Request Timeout");
  });

  test("that sends its body slowly is disconnected", async () => {
    const slow = await client();
    slow.socket.write(`${headOf(gateway.origin, token, { "content-length": 10_000 })}\r\n`);
    dribble(slow, " ");
    expect(status(await slow.hungUp)).toBe("HTTP/1.1 408 Request Timeout");
  });

  test("delays nobody, even a thousand times", async () => {
    const idle = await Promise.all(Array.from({ length: 1_000 }, client));
    expect((await call()).body.result).toBeDefined();
    await Promise.all(idle.map((one) => one.hungUp));
  });
});

describe("a body", () => {
  const chunkedHead = () => `${headOf(gateway.origin, token, { "transfer-encoding": "chunked" })}\r\n`;
  const chunk = `${(64 * 1024).toString(16)}\r\n${" ".repeat(64 * 1024)}\r\n`;

  test("that is announced as too large is refused before it arrives", async () => {
    const large = await client();
    large.socket.write(`${headOf(gateway.origin, token, { "content-length": 2 * 1024 ** 3 })}\r\n`);
    const answer = await large.hungUp;
    expect(status(answer)).toBe("HTTP/1.1 413 Payload Too Large");
    expect(answer).toContain("BODY_TOO_LARGE");
  });

  test("that becomes too large is refused as soon as it does", async () => {
    const large = await client();
    large.socket.write(chunkedHead());
    const more = () => {
      while (!large.socket.destroyed && large.socket.write(chunk));
      large.socket.once("drain", more);
    };
    more();
    expect(await large.hungUp).toContain("BODY_TOO_LARGE");
  });

  test("in chunks of one byte is refused long before its end", async () => {
    const large = await client();
    const piece = "1\r\n \r\n".repeat(10_000);
    large.socket.write(chunkedHead());
    const more = () => {
      while (!large.socket.destroyed && large.socket.write(piece));
      large.socket.once("drain", more);
    };
    more();
    expect(await large.hungUp).toContain("thousands of pieces");
  });

  test("of a stranger is refused after its first part, without waiting for the rest", async () => {
    const stranger = await client();
    stranger.socket.write(`${headOf(gateway.origin, generateToken("mcp_"), { "content-length": 3 * MIB })}\r\n`);
    stranger.socket.write(" ".repeat(200_000));
    await expect.poll(stranger.answered).toContain("INVALID_API_KEY");
  });

  test("of a stranger is not kept while more could arrive", async () => {
    const stranger = await client();
    stranger.socket.write(`${headOf(gateway.origin, generateToken("mcp_"), { "content-length": 60_000 })}\r\n`);
    stranger.socket.write(" ".repeat(50_000));
    await expect.poll(stranger.answered).toContain("INVALID_API_KEY");
  });

  test("of full size is accepted, and many at once wait for each other", async () => {
    const text = "x".repeat(3 * MIB);
    const params = { name: "odd__list_notes", arguments: { text } };
    const answers = await Promise.all(
      Array.from({ length: CALLS_PER_KEY * 3 }, (_, id) =>
        post(patient.url, token, { method: "tools/call", id, params }),
      ),
    );
    // Calls above the key's limit get an error, and nothing else fails.
    expect(answers.every(({ body, status: code }) => body.result !== undefined || code === 429)).toBe(true);
    expect(answers.filter(({ body }) => body.result !== undefined).length).toBeGreaterThanOrEqual(CALLS_PER_KEY);
  });
});

describe("headers", () => {
  const LARGE = "HTTP/1.1 431 Request Header Fields Too Large";

  test.each([
    ["one of 100 KB", `x-large: ${"x".repeat(100_000)}\r\n`],
    ["10,000 lines", "a: b\r\n".repeat(10_000)],
    ["more lines than are read", "a: b\r\n".repeat(300)],
  ])("%s: are refused", async (_what, lines) => {
    const made = await client();
    made.socket.write(`${headOf(gateway.origin, token, { "content-length": 0 })}${lines}\r\n`);
    expect(status(await made.hungUp)).toBe(LARGE);
  });

  test.each([
    ["garbage", "\u0000\u0001\u0002 what is this?\r\n\r\n"],
    ["a TLS greeting", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"],
    ["two lengths", "POST /mcp HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}"],
    ["a length and chunks", "POST /mcp HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n"],
  ])("that are %s are refused", async (_what, text) => {
    const made = await client();
    made.socket.write(text, "latin1");
    expect(status(await made.hungUp)).toBe("HTTP/1.1 400 Bad Request");
  });
});

describe("a client that disconnects", () => {
  test("with half-closed connection disturbs nothing", async () => {
    const half = await client();
    half.socket.end(requestOf(gateway.origin, token, callBody));
    await half.hungUp;
  });

  test("in the middle of its headers or its body disturbs nothing", async () => {
    const whole = requestOf(gateway.origin, token, callBody);
    for (const length of [1, 20, whole.indexOf("\r\n\r\n") + 2, whole.length - 1]) {
      const made = await client();
      made.socket.write(whole.slice(0, length));
      made.socket.destroy();
    }
  });

  test("in the middle of a call releases its place", async () => {
    let begun = 0;
    server.behave(() => {
      begun += 1;
    });
    for (let wave = 1; wave <= 3; wave += 1) {
      const calling = await Promise.all(Array.from({ length: CALLS_PER_KEY }, client));
      for (const { socket } of calling) socket.write(requestOf(gateway.origin, token, callBody));
      await expect.poll(() => begun).toBe(wave * CALLS_PER_KEY);
      const tooMany = await call();
      expect(tooMany.status).toBe(429);
      expect(tooMany.headers.get("retry-after")).toBe("1");
      expect(tooMany.body.error?.data).toMatchObject({ errorType: "TOO_MANY_CALLS" });
      for (const { socket } of calling) socket.destroy();
      await expect.poll(() => server.connections()).toBeLessThanOrEqual(1);
    }
  });
});

describe("a client that never reads", () => {
  test.each(["application/json, text/event-stream", "application/json"])(
    "what a server sends it without end (%s) holds the server back, and is hung up on",
    async (accept) => {
      server.behave((response) => {
        beginEvents(response);
        const data = "x".repeat(100_000);
        const note = { jsonrpc: "2.0", method: "notifications/message", params: { level: "error", data } };
        pour(response, Buffer.from(`data: ${JSON.stringify(note)}\n\n`));
      });
      await db().upstream.updateMany({ data: { callTimeoutSeconds: 3, revision: { increment: 1 } } });
      const takenBefore = server.bytesTaken();
      const deaf = await client();
      deaf.socket.pause();
      deaf.socket.write(requestOf(gateway.origin, token, callBody, { accept }));
      await expect.poll(() => server.connections()).toBeGreaterThan(0);
      await expect.poll(() => server.connections()).toBe(0);
      if (accept.includes("event-stream")) expect(server.bytesTaken() - takenBefore).toBeLessThan(64 * MIB);
    },
  );

  test("its large answers is disconnected, and the answers are released", async () => {
    server.behave((response, message) => sendJson(response, rightAnswer(message, "x".repeat(12 * MIB))));
    // The second answer waits until the first is released.
    const deaf = await Promise.all([client(), client()]);
    for (const { socket } of deaf) {
      socket.pause();
      socket.write(requestOf(gateway.origin, token, callBody));
    }
    const held = () => heldBytes() - heldBefore;
    await expect.poll(held).toBeGreaterThan(8 * MIB);
    await expect.poll(held).toBeLessThan(8 * MIB);
  });
});

describe("requests sent without waiting for answers", () => {
  test("are answered in their order", async () => {
    const made = await client();
    const ids = Array.from({ length: 50 }, (_, id) => id);
    const messages = ids.map((id) =>
      requestOf(gateway.origin, token, JSON.stringify({ jsonrpc: "2.0", id, method: "ping" })),
    );
    made.socket.write(messages.join(""));
    await expect.poll(() => made.answered().match(/"result":/g)?.length).toBe(50);
    expect([...made.answered().matchAll(/"id":(\d+)/g)].map(([, id]) => Number(id))).toEqual(ids);
  });

  test("of a stranger are all refused", async () => {
    const made = await client();
    made.socket.write(requestOf(gateway.origin, generateToken("mcp_"), PING).repeat(100));
    await expect.poll(() => made.answered().match(/HTTP\/1.1 4(01|29)/g)?.length).toBe(100);
  });
});

test("drops connections above the maximum, and keeps the existing ones", async () => {
  provideEnv({ ...env(), MAX_CONNECTIONS: 10 });
  const small = await startGateway();
  const first = await connectRaw(small.origin);
  const others = await Promise.all(Array.from({ length: 19 }, () => connectRaw(small.origin)));
  await Promise.all(others.slice(9).map((one) => one.hungUp));
  first.socket.write(requestOf(small.origin, token, PING));
  await expect.poll(first.answered).toContain('"result":{}');
  for (const { socket } of [first, ...others]) socket.destroy();
  await small.stop();
});
