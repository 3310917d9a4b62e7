import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A client that says whatever it likes, or nothing. */
export type RawClient = {
  socket: Socket;
  /** All that was answered so far. */
  answered(): string;
  /** Resolves with all that was answered, once the gateway has hung up. */
  hungUp: Promise<string>;
};

/** Connects to the gateway without speaking HTTP by itself. */
export async function connectRaw(origin: string): Promise<RawClient> {
  const { hostname, port } = new URL(origin);
  // Half open, as a client may be that has nothing more to say.
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  let text = "";
  socket.on("data", (piece) => {
    text += piece.toString("latin1");
  });
  const { promise: hungUp, resolve } = Promise.withResolvers<string>();
  // A connection that is reset has ended too.
  socket.on("error", () => {});
  socket.on("end", () => socket.end());
  socket.on("close", () => resolve(text));
  await once(socket, "connect");
  return { socket, answered: () => text, hungUp };
}

/** The head of a call, without the empty line that ends it. */
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

/** A whole call. */
export function requestOf(origin: string, token: string, body: string, headers: Record<string, string> = {}): string {
  return `${headOf(origin, token, { ...headers, "content-length": Buffer.byteLength(body) })}\r\n${body}`;
}

/** Sends one byte after the other until the gateway hangs up. */
export function dribble({ socket }: RawClient, byte: string): void {
  const timer = setInterval(() => socket.write(byte), 20);
  socket.once("close", () => clearInterval(timer));
}
