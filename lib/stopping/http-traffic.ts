import type { Server, ServerResponse } from "node:http";
import { type Socket, Server as TcpServer } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";

/** Every turn of the event loop takes the connections that wait. After this many turns without any there are none. */
const QUIET_TURNS = 3;
/** In a longer turn, in milliseconds, more connections may have come since the first of its work. */
const SHORT_TURN_MS = 0.5;
/** How long a busy process may look for a quiet turn, in milliseconds. */
const ACCEPT_MAX_MS = 1_000;

/** What an HTTP server has open: its connections, and the requests whose answers are not complete. */
export class HttpTraffic {
  readonly #server: Server;
  /** The answers under way on each connection. More than one is there when a client does not wait for the first. */
  readonly #open = new Map<Socket, Set<ServerResponse>>();
  #closesAfterAnswers = false;
  /** The number of connections so far. */
  #taken = 0;

  /** @param server whose requests have no listener yet, because an answer is noted before it is given */
  constructor(server: Server) {
    this.#server = server;
    server.on("connection", (socket: Socket) => {
      this.#open.set(socket, new Set());
      this.#taken += 1;
      socket.once("close", () => this.#open.delete(socket));
    });
    server.on("request", ({ socket }, answer) => {
      const answers = this.#open.get(socket);
      answers?.add(answer);
      answer.once("close", () => answers?.delete(answer));
      if (this.#closesAfterAnswers) answer.shouldKeepAlive = false;
    });
  }

  get connections(): number {
    return this.#open.size;
  }

  /** The number of requests under way. */
  get requests(): number {
    let requests = 0;
    for (const answers of this.#open.values()) requests += answers.size;
    return requests;
  }

  /** From now on every answer says `Connection: close`, so its client sends the next request to another process. */
  closeAfterAnswers(): void {
    this.#closesAfterAnswers = true;
    for (const answers of this.#open.values()) for (const answer of answers) answer.shouldKeepAlive = false;
  }

  /**
   * Takes no new connections. The system resets those that it has taken and that this process has not: a proxy that has
   * sent a request on one cannot know whether it was carried out. So the process first takes all that wait, and closes
   * in the next instant. Idle connections stay open: `close` of an HTTP server would close them, perhaps just when a
   * client sends on one.
   */
  async stopListening(): Promise<void> {
    const givenUpAtMs = performance.now() + ACCEPT_MAX_MS;
    for (let quietTurns = 0; quietTurns < QUIET_TURNS; ) {
      const taken = this.#taken;
      const beganAtMs = performance.now();
      await nextTurn();
      const nowMs = performance.now();
      if (nowMs >= givenUpAtMs) break;
      const isQuiet = this.#taken === taken && nowMs - beganAtMs < SHORT_TURN_MS;
      quietTurns = isQuiet ? quietTurns + 1 : 0;
    }
    TcpServer.prototype.close.call(this.#server);
  }

  /** Closes the connections on which no request is under way. */
  closeIdle(): void {
    for (const [connection, answers] of this.#open) if (answers.size === 0) connection.destroy();
  }

  /** Breaks off every request that is still under way. */
  closeAll(): void {
    for (const connection of this.#open.keys()) connection.destroy();
  }
}
