import type { Server, ServerResponse } from "node:http";
import { type Socket, Server as TcpServer } from "node:net";

/** What an HTTP server has open: its connections, and the requests whose answers are not complete. */
export class HttpTraffic {
  readonly #server: Server;
  /** The answers under way on each connection. More than one is there when a client does not wait for the first. */
  readonly #open = new Map<Socket, Set<ServerResponse>>();
  #closesAfterAnswers = false;

  /** @param server whose requests have no listener yet, because an answer is noted before it is given */
  constructor(server: Server) {
    this.#server = server;
    server.on("connection", (socket: Socket) => {
      this.#open.set(socket, new Set());
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
   * Takes no new connections. Idle connections stay open: `close` of an HTTP server would close them, perhaps just when
   * a client sends its next request on one.
   */
  stopListening(): void {
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
