import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { scaled } from "#testing/machine/slowness";

/** An HTTP answer as it came over the socket. */
export type RawAnswer = {
  status: number;
  headers: ReadonlyMap<string, string>;
  body: string;
  /** False when the rest of a stream was not waited for. */
  isWhole: boolean;
};

type RawRequest = {
  bytes: Buffer;
  isHead: boolean;
  /** Of a stream that goes on: whether this much of it is enough. */
  isEnough: (body: string) => boolean;
};

const ANSWER_TIMEOUT_MS = scaled(10_000);

/**
 * A client that sends whatever bytes it is given, which no HTTP library does. One request at a time, over a connection
 * that is kept for as long as the server keeps it.
 */
export class RawConnection {
  readonly #port: number;
  #socket: Socket | undefined;
  #received = Buffer.alloc(0);
  #isEnded = false;

  constructor(port: number) {
    this.#port = port;
  }

  /** @throws Error when there is no answer in time, or what comes is not HTTP */
  async exchange(request: RawRequest): Promise<RawAnswer> {
    const socket = await this.#open();
    socket.write(request.bytes);
    const deadlineMs = performance.now() + ANSWER_TIMEOUT_MS;
    for (;;) {
      const answer = readAnswer(this.#received, this.#isEnded, request);
      if (answer) {
        this.#received = this.#received.subarray(answer.length);
        if (!answer.isWhole || answer.headers.get("connection") === "close") this.close();
        return answer;
      }
      if (this.#isEnded) throw new Error(`The connection ended in the middle: ${this.#received.toString("latin1")}`);
      await this.#more(socket, deadlineMs - performance.now());
    }
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  async #open(): Promise<Socket> {
    if (this.#socket && !this.#isEnded && this.#socket.writable) return this.#socket;
    this.close();
    const socket = connect(this.#port, "127.0.0.1");
    this.#socket = socket;
    this.#received = Buffer.alloc(0);
    this.#isEnded = false;
    socket.on("data", (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
    });
    socket.on("error", () => {});
    const end = () => {
      if (this.#socket === socket) this.#isEnded = true;
    };
    socket.on("end", end).on("close", end);
    await once(socket, "connect");
    return socket;
  }

  async #more(socket: Socket, waitMs: number): Promise<void> {
    const waiting = Promise.withResolvers<void>();
    const timer = setTimeout(() => waiting.reject(new Error("There was no answer in time.")), Math.max(0, waitMs));
    const events = ["data", "end", "close"];
    for (const event of events) socket.once(event, waiting.resolve);
    try {
      await waiting.promise;
    } finally {
      clearTimeout(timer);
      for (const event of events) socket.off(event, waiting.resolve);
    }
  }
}

/** Null while it is not complete. `length` says how many bytes it took. */
function readAnswer(received: Buffer, isEnded: boolean, request: RawRequest): (RawAnswer & { length: number }) | null {
  const { isHead, isEnough } = request;
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd < 0) return null;
  const [statusLine = "", ...lines] = received.subarray(0, headEnd).toString("latin1").split("\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1]);
  if (!status) throw new Error(`That is not HTTP: ${statusLine}`);
  const start = headEnd + 4;
  // 100 Continue comes before the answer.
  if (status < 200) {
    const rest = readAnswer(received.subarray(start), isEnded, request);
    return rest && { ...rest, length: rest.length + start };
  }
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.replace(/^[^:]*: ?/, "")]),
  );
  const answer = { status, headers };
  if (isHead || status === 204) return { ...answer, body: "", isWhole: true, length: start };
  const body = received.subarray(start);
  const length = headers.get("content-length");
  if (length !== undefined) {
    if (body.length < Number(length)) return null;
    return { ...answer, body: body.toString("utf8", 0, Number(length)), isWhole: true, length: start + Number(length) };
  }
  if (headers.get("transfer-encoding") !== "chunked") {
    return isEnded ? { ...answer, body: body.toString("utf8"), isWhole: true, length: received.length } : null;
  }
  const { text, taken } = readChunks(body);
  if (taken !== null) return { ...answer, body: text, isWhole: true, length: start + taken };
  return isEnough(text) ? { ...answer, body: text, isWhole: false, length: received.length } : null;
}

/** The chunks so far (RFC 9112 section 7.1); `taken` is null until the last has come. */
function readChunks(bytes: Buffer): { text: string; taken: number | null } {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const size = lineEnd < 0 ? Number.NaN : Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (Number.isNaN(size) || bytes.length < next) return { text: Buffer.concat(chunks).toString("utf8"), taken: null };
    if (size === 0) return { text: Buffer.concat(chunks).toString("utf8"), taken: next };
    chunks.push(bytes.subarray(lineEnd + 2, next - 2));
    at = next;
  }
}
