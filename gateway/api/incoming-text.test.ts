import { once } from "node:events";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { readIncomingText } from "#gateway/api/incoming-text";
import { startHttpServer } from "#testing/servers/mcp-servers";

const LIMIT = 8;

/** A server that tells what it read, and how reading ended otherwise. */
async function start() {
  const failures: unknown[] = [];
  const server = await startHttpServer(async (request, response) => {
    try {
      const text = await readIncomingText(request, LIMIT);
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
])("a body up to the limit in bytes comes whole, and of a larger one nothing", async (body, text) => {
  const { url } = await start();
  expect(await (await fetch(url, { method: "POST", body })).json()).toBe(text);
});

test("a client that breaks off ends the reading", async () => {
  const { url, failures } = await start();
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab");
  setImmediate(() => socket.destroy());
  await expect.poll(() => failures).toMatchObject([{ code: "INVALID_INPUT" }]);
});
