import { once } from "node:events";
import type { RequestListener, Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createBoundedServer } from "#gateway/http-limits";
import { provideTestEnv } from "#testing/databases/use-database";
import { EVENTUALLY } from "#testing/machine/slowness";

const PIECE = Buffer.alloc(256 * 1024, "x");
const PIECES = 64;

let server: Server;
let client: Socket;
let answer: string;
let failure: Error | null;

beforeEach(() => provideTestEnv({}));
afterEach(async () => {
  client.destroy();
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

async function open(answerEarly: RequestListener, lingerMs?: number): Promise<void> {
  server = createBoundedServer({}, { lingerMs });
  server.on("request", answerEarly);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  client = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  [answer, failure] = ["", null];
  client.on("data", (chunk) => {
    answer += chunk;
  });
  client.once("error", (error) => {
    failure = error;
  });
}

/** Writes `count` pieces, each when the one before has gone. */
async function write(count: number): Promise<void> {
  for (let index = 0; index < count && !client.destroyed; index += 1) {
    await new Promise<void>((resolve) => client.write(PIECE, () => resolve()));
  }
}

const refuse: RequestListener = (_request, response) => {
  response.writeHead(413, { connection: "close" });
  response.end("too large");
};

test("a client that still sends its body reads an answer that ends the connection, and is not cut off", async () => {
  await open(refuse);
  client.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${PIECE.length * PIECES}\r\n\r\n`);
  await expect.poll(() => answer, EVENTUALLY).toContain("too large");
  await write(PIECES);
  const closed = once(client, "close");
  client.end();
  await closed;
  expect(failure).toBeNull();
  expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
});

test("a client that goes on and on is cut off", async () => {
  await open(refuse, 50);
  client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n");
  const closed = new Promise((resolve) => client.once("close", resolve));
  while (!client.destroyed) await write(1);
  await closed;
  expect(answer).toContain("too large");
});

test("what follows a body that was refused is no request", async () => {
  let requests = 0;
  await open((request, response) => {
    requests += 1;
    refuse(request, response);
  });
  client.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n`);
  await expect.poll(() => answer, EVENTUALLY).toContain("too large");
  client.write("bodyPOST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
  const closed = once(client, "close");
  client.end();
  await closed;
  expect(requests).toBe(1);
});
