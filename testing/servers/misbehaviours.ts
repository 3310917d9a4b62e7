import { gzipSync } from "node:zlib";
import {
  beginEvents,
  type Misbehaviour,
  pour,
  rightAnswer,
  sendJson,
  trickle,
} from "#testing/servers/misbehaving-server";

const MIB = 1024 * 1024;
const BOMB = gzipSync(Buffer.alloc(50 * MIB));
const JSON_TYPE = { "content-type": "application/json" };

/** The misbehaviours, each with the reason that the gateway gives for it. */
export const MISBEHAVIOURS: [what: string, reason: string, behaviour: Misbehaviour][] = [
  ["hangs", "TIMED_OUT", () => {}],
  ["hangs after its headers", "TIMED_OUT", (response) => response.writeHead(200, JSON_TYPE).flushHeaders()],
  [
    "hangs after the headers of an event stream",
    "TIMED_OUT",
    (response) => {
      beginEvents(response);
      response.flushHeaders();
    },
  ],
  [
    "trickles its headers",
    "TIMED_OUT",
    (response) => {
      response.socket?.write("HTTP/1.1 200 OK\r\nX-Slow: ");
      if (response.socket) trickle(response.socket, response, "a");
    },
  ],
  [
    "trickles its answer",
    "TIMED_OUT",
    (response, message) => {
      response.writeHead(200, JSON_TYPE);
      trickle(response, response, rightAnswer(message, "x".repeat(1_000)));
    },
  ],
  [
    "sends interim responses for ever",
    "TIMED_OUT",
    (response) => {
      const timer = setInterval(() => response.socket?.write("HTTP/1.1 103 Early Hints\r\n\r\n"), 20);
      response.once("close", () => clearInterval(timer));
    },
  ],
  [
    "sends comments for ever",
    "TIMED_OUT",
    (response) => {
      beginEvents(response);
      const timer = setInterval(() => response.write(": still here\n\n".repeat(1_000)), 10);
      response.once("close", () => clearInterval(timer));
    },
  ],
  [
    "sends notifications for ever",
    "TIMED_OUT",
    (response) => {
      beginEvents(response);
      const note = { jsonrpc: "2.0", method: "notifications/message", params: { level: "debug", data: "busy" } };
      const timer = setInterval(() => response.write(`data: ${JSON.stringify(note)}\n\n`.repeat(100)), 10);
      response.once("close", () => clearInterval(timer));
    },
  ],
  [
    "cuts off in the middle of its answer",
    "DISCONNECTED",
    (response) => {
      response.writeHead(200, { ...JSON_TYPE, "content-length": 1_000 });
      response.write('{"jsonrpc":', () => response.destroy());
    },
  ],
  [
    "cuts off in the middle of a chunk",
    "DISCONNECTED",
    (response) => {
      response.writeHead(200, JSON_TYPE);
      response.write('{"jsonrpc":', () => response.destroy());
    },
  ],
  [
    "cuts off its event stream",
    "DISCONNECTED",
    (response) => {
      beginEvents(response);
      response.write('data: {"jsonrpc":', () => response.destroy());
    },
  ],
  [
    "ends its event stream without an answer",
    "DISCONNECTED",
    (response) => {
      beginEvents(response);
      response.end(": that was all\n\n");
    },
  ],
  [
    "sends less than it announced",
    "DISCONNECTED",
    (response, message) => {
      const body = rightAnswer(message);
      response.socket?.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n${body}`);
    },
  ],
  [
    "sends more than it announced",
    "NOT_MCP",
    (response, message) => {
      const body = rightAnswer(message);
      response.socket?.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n${body}`);
    },
  ],
  ["answers garbage for JSON", "NOT_MCP", (response) => sendJson(response, "}{ \u0000 not JSON")],
  [
    "answers garbage for HTTP",
    "NOT_MCP",
    (response) => response.socket?.end("\u0016\u0003\u0001 what is HTTP?\r\n\r\n"),
  ],
  [
    "sends headers without end",
    "NOT_MCP",
    (response) => {
      response.socket?.write("HTTP/1.1 200 OK\r\n");
      response.socket?.write(`X-Many: ${"x".repeat(100)}\r\n`.repeat(1_000));
    },
  ],
  ["answers the wrong id", "NOT_MCP", (response) => sendJson(response, rightAnswer({ id: "somebody else's" }))],
  [
    "answers a batch of two",
    "NOT_MCP",
    (response, message) => sendJson(response, `[${rightAnswer(message)},${rightAnswer(message)}]`),
  ],
  ["answers twice in one body", "NOT_MCP", (response, message) => sendJson(response, rightAnswer(message).repeat(2))],
  [
    "answers wrong ids for ever in events",
    "TIMED_OUT",
    (response) => {
      beginEvents(response);
      const timer = setInterval(() => response.write(`data: ${rightAnswer({ id: "other" })}\n\n`), 20);
      response.once("close", () => clearInterval(timer));
    },
  ],
  [
    "announces 2 GB",
    "NOT_MCP",
    (response) => {
      response.writeHead(200, { ...JSON_TYPE, "content-length": 2 * 1024 ** 3 });
      pour(response, Buffer.alloc(MIB, "x"));
    },
  ],
  [
    "sends 2 GB unannounced",
    "NOT_MCP",
    (response) => {
      response.writeHead(200, JSON_TYPE);
      pour(response, Buffer.alloc(MIB, "x"));
    },
  ],
  [
    "sends 2 GB in chunks of one byte",
    "NOT_MCP",
    (response) => {
      response.socket?.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
      const piece = Buffer.from("1\r\nx\r\n".repeat(10_000));
      const { socket } = response;
      const more = () => {
        while (socket && !socket.destroyed && socket.write(piece));
        socket?.once("drain", more);
      };
      more();
    },
  ],
  [
    "sends one event of 2 GB",
    "NOT_MCP",
    (response) => {
      beginEvents(response);
      response.write("data: ");
      pour(response, Buffer.alloc(MIB, "x"));
    },
  ],
  [
    "sends an event of lines without end",
    "NOT_MCP",
    (response) => {
      beginEvents(response);
      pour(response, Buffer.from("data:\n".repeat(10_000)));
    },
  ],
  [
    "sends a gzip bomb",
    "NOT_MCP",
    (response) => {
      response.writeHead(200, { ...JSON_TYPE, "content-encoding": "gzip" }).end(BOMB);
    },
  ],
  [
    "answers with more objects than there is memory for",
    "NOT_MCP",
    (response, { id }) => {
      const objects = `[{}${",{}".repeat(600_000)}]`;
      sendJson(response, `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{"content":${objects}}}`);
    },
  ],
  [
    "sends a refusal of 2 GB",
    "HTTP_ERROR",
    (response) => {
      response.writeHead(400, JSON_TYPE);
      pour(response, Buffer.alloc(MIB, "x"));
    },
  ],
  [
    "redirects in a circle",
    "HTTP_ERROR",
    (response) => response.writeHead(307, { location: `/mcp?${Math.random()}` }).end(),
  ],
];
