import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HttpTraffic } from "#lib/stopping/http-traffic";
import { EVENTUALLY } from "#testing/machine/slowness";

let server: Server;
let traffic: HttpTraffic;
let agent: Agent;
let port: number;
/** The answers that wait for the test. */
let held: ServerResponse[];

beforeEach(async () => {
  held = [];
  agent = new Agent({ keepAlive: true });
  server = createServer();
  traffic = new HttpTraffic(server);
  server.on("request", (incoming, answer) => {
    if (incoming.url === "/held") held.push(answer);
    else answer.end("done");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  agent.destroy();
  traffic.closeAll();
  server.close();
});

type Answer = { connection: string | undefined; body: string };

async function get(path: string): Promise<Answer> {
  const sent = request({ port, host: "127.0.0.1", path, agent }).end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { connection: response.headers.connection, body: await text(response) };
}

const closing = { connection: "close", body: "done" };
const keeping = { connection: "keep-alive", body: "done" };

test("counts connections, and the requests whose answers are not complete", async () => {
  expect(await get("/")).toEqual(keeping);
  expect(traffic.connections).toBe(1);
  const answer = get("/held");
  await expect.poll(() => held.length, EVENTUALLY).toBe(1);
  expect(traffic.requests).toBe(1);
  held[0]?.end("done");
  await answer;
  await expect.poll(() => traffic.requests, EVENTUALLY).toBe(0);
});

test("forgets the requests of a connection that breaks, also those that its client sent without waiting", async () => {
  const socket = connect(port, "127.0.0.1");
  const line = "GET /held HTTP/1.1\r\nHost: x\r\n\r\n";
  socket.write(line + line);
  await expect.poll(() => traffic.requests, EVENTUALLY).toBe(2);
  socket.destroy();
  await expect.poll(() => traffic.requests + traffic.connections, EVENTUALLY).toBe(0);
});

test("answers ask for another connection, those under way and later ones", async () => {
  await get("/");
  const under = get("/held");
  await expect.poll(() => held.length, EVENTUALLY).toBe(1);
  traffic.closeAfterAnswers();
  held[0]?.end("done");
  expect(await under).toEqual(closing);
  expect(await get("/")).toEqual(closing);
  await expect.poll(() => traffic.connections, EVENTUALLY).toBe(0);
});

test("an idle connection outlives the end of listening, and brings one more request", async () => {
  await get("/");
  traffic.closeAfterAnswers();
  await traffic.stopListening();
  expect(traffic.connections).toBe(1);
  expect(await get("/")).toEqual(closing);
  await expect(get("/")).rejects.toThrow("ECONNREFUSED");
});

test("takes the connections that the system has taken already before it stops to listen", async () => {
  const sockets = Array.from({ length: 50 }, () => connect(port, "127.0.0.1"));
  const answers = sockets.map(async (socket) => {
    socket.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    return text(socket);
  });
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  await traffic.stopListening();
  for (const answer of await Promise.all(answers)) expect(answer).toContain("done");
});

test("closes idle connections and silent ones, and leaves those with a request", async () => {
  await get("/");
  const silent = connect(port, "127.0.0.1");
  const answer = get("/held");
  await expect.poll(() => [held.length, traffic.connections], EVENTUALLY).toEqual([1, 2]);
  const gone = once(silent, "close");
  traffic.closeIdle();
  await gone;
  held[0]?.end("done");
  expect(await answer).toEqual(keeping);
});
