import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A client that can send any bytes, or none. */
export type RawClient = {
  socket: Socket;
  /** Everything that was received so far. */
  answered(): string;
  /** Resolves with everything that was received when the gateway has closed the connection. */
  hungUp: Promise<string>;
};

/** Opens a connection to the gateway without sending anything. */
export async function connectRaw(origin: string): Promise<RawClient> {
  const { hostname, port } = new URL(origin);
  // A client may close its sending side early, so the socket allows that.
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  let text = "";
  socket.on("data", (piece) => {
    text += piece.toString("latin1");
  });
  const { promise: hungUp, resolve } = Promise.withResolvers<string>();
  // A reset also ends the connection.
  socket.on("error", () => {});
  socket.on("end", () => socket.end());
  socket.on("close", () => resolve(text));
  await once(socket, "connect");
  return { socket, answered: () => text, hungUp };
}

/** Makes the head of a call without the empty line at its end. */
export function headOf(origin: string, token: string, headers: Record<string, string | number> = {}): string {
  const all = {
    host: new URL(origin).host,
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    accept: "application/json",
    ...headers,
  };
  return `POST /mcp HTTP/1.1\r\n${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}`;
}

/** Makes a whole call. */
export function requestOf(origin: string, token: string, body: string, headers: Record<string, string> = {}): string {
  return `${headOf(origin, token, { ...headers, "content-length": Buffer.byteLength(body) })}\r\n${body}`;
}

/** Sends one byte after the other until the gateway closes the connection. */
export function dribble({ socket }: RawClient, byte: string): void {
  const timer = setInterval(() => socket.write(byte), 20);
  socket.once("close", () => clearInterval(timer));
}
