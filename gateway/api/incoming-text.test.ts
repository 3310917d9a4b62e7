import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { readIncomingText } from "#gateway/api/incoming-text";
import { startHttpServer } from "#testing/servers/mcp-servers";

const LIMIT = 8;

/** A server that answers with the text that it read, and keeps the errors of reading. */
async function start({ limit = LIMIT, before = async (_request: IncomingMessage) => {} } = {}) {
  const failures: unknown[] = [];
  const server = await startHttpServer(async (request, response) => {
    try {
      await before(request);
      const text = await readIncomingText(request, limit);
      response.end(JSON.stringify(text));
    } catch (error) {
      failures.push(error);
    }
  });
  onTestFinished(server.stop);
  return { ...server, failures };
}

test.each([
  ["", ""],
  ["ääää", "ääää"],
  ["ääääx", null],
  ["x".repeat(1_000_000), null],
])("reads a body up to the limit in bytes, and returns null for a larger body", async (body, text) => {
  const { url } = await start();
  expect(await (await fetch(url, { method: "POST", body })).json()).toBe(text);
});

test("returns null for a body of thousands of tiny pieces, although its size is allowed", async () => {
  const { url } = await start({ limit: 1_000_000 });
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  let answer = "";
  socket.on("data", (piece) => {
    answer += piece.toString();
  });
  await once(socket, "connect");
  const chunk = "1\r\nx\r\n";
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(4_096)}`);
  socket.write(`${chunk}0\r\n\r\n`);
  await expect.poll(() => answer).toMatch(/null/);
});

test("fails when the client left before the reading began", async () => {
  const before = async (request: IncomingMessage) => {
    request.destroy();
    await once(request, "close");
  };
  const { url, failures } = await start({ before });
  await expect(fetch(url, { method: "POST", body: "ab" })).rejects.toThrow();
  await expect.poll(() => failures).toMatchObject([{ code: "INVALID_INPUT" }]);
});

test("fails when the client closes the connection before the end", async () => {
  const { url, failures } = await start();
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab");
  setImmediate(() => socket.destroy());
  await expect.poll(() => failures).toMatchObject([{ code: "INVALID_INPUT" }]);
});
