import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { Agent, type Dispatcher } from "undici";

/** A server of the internet, as far as a dispatcher leads there. */
export type DocumentServer = {
  /** Answers the requests from now on. */
  answer: RequestListener;
  /** How many requests came. */
  count: number;
  /** Sends every request to this server, whatever host it names. TLS is left out. */
  dispatcher: Dispatcher;
  stop(): Promise<void>;
};

/** Starts a server that stands for all hosts of the internet. */
export async function startDocumentServer(): Promise<DocumentServer> {
  const server = createServer((request, response) => {
    made.count += 1;
    made.answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const dispatcher = new Agent({
    connect: (_options, callback) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => callback(null, socket)).once("error", (error) => callback(error, null));
    },
  });
  const made: DocumentServer = {
    answer: (_request, response) => response.writeHead(404).end(),
    count: 0,
    dispatcher,
    stop: async () => {
      await dispatcher.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return made;
}
