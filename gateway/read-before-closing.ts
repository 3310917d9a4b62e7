import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { SECOND_MS } from "#lib/clock";

/** How long the rest of a body is read and dropped after an answer that came before it. */
const LINGER_MS = 5 * SECOND_MS;

/** The request that each connection sends now. */
const requests = new WeakMap<Socket, IncomingMessage>();

/**
 * Makes a listener for requests that lets a client read an answer that comes before its whole body was read, such as 413.
 *
 * Node closes the connection after an answer with `Connection: close`. While the body still arrives, the system then
 * resets the connection, and the client loses the answer: nginx says 502 instead. So Latchkey closes its own side, goes
 * on reading for a while, and drops what it reads (RFC 9112 section 9.6).
 * @param lingerMs the longest time for the rest of the body
 */
export function readBeforeClosing(lingerMs = LINGER_MS): (request: IncomingMessage) => void {
  return (request) => {
    const { socket } = request;
    const isKnown = requests.has(socket);
    requests.set(socket, request);
    if (isKnown) return;
    const close = socket.destroySoon.bind(socket);
    // Node calls this at the end of the last answer of a connection.
    socket.destroySoon = () => {
      const current = requests.get(socket);
      if (!current || current.complete) close();
      else lingerOn(socket, lingerMs);
    };
  };
}

function lingerOn(socket: Socket, lingerMs: number): void {
  const timer = setTimeout(() => socket.destroy(), lingerMs).unref();
  socket.once("close", () => clearTimeout(timer));
  socket.once("end", () => socket.destroy());
  // Nobody parses what comes now, so nothing in it becomes a request.
  socket.removeAllListeners("data");
  socket.on("data", () => {});
  socket.end();
  socket.resume();
}
