import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { RunningServer } from "#testing/servers/mcp-servers";

export type RecordingRelay = RunningServer & {
  /** Returns all bytes that went to the server so far: request lines, headers and bodies. */
  received(): string;
};

/** Starts a relay in front of the HTTP server at `url`. It forwards everything unchanged. */
export async function startRecordingRelay(url: string): Promise<RecordingRelay> {
  const { hostname, port, pathname } = new URL(url);
  const sockets = new Set<Socket>();
  let received = "";
  const relay = createServer((client) => {
    const server = connect(Number(port), hostname);
    client.on("data", (chunk) => {
      received += chunk.toString("latin1");
    });
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.once("close", () => sockets.delete(socket));
    }
    client.pipe(server).pipe(client);
  });
  relay.listen(0, "127.0.0.1");
  await once(relay, "listening");
  return {
    url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}${pathname}`,
    received: () => received,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      relay.close();
      await once(relay, "close");
    },
  };
}
