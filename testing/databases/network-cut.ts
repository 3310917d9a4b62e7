import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A network between a program and its database, which a test can cut. */
export type Network = {
  /** The same address as the database's, through this network. */
  url: string;
  /** Swallows every byte from now on and closes nothing, as a firewall that drops packets does. */
  swallow(): void;
  /** Lets new connections through again. The old ones stay silent, as after a change of address. */
  mend(): void;
  close(): Promise<void>;
};

/** @param databaseUrl the address of a database on this machine, over TCP */
export async function startNetwork(databaseUrl: string): Promise<Network> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    sockets.add(near);
    near.on("error", () => near.destroy());
    near.on("close", () => sockets.delete(near));
    if (isCut) return void near.resume();
    const far = connect(Number(target.port), target.hostname);
    sockets.add(far);
    far.on("error", () => near.destroy());
    far.on("close", () => {
      sockets.delete(far);
      if (!isCut) near.destroy();
    });
    near.on("close", () => far.destroy());
    near.on("data", (bytes) => void (isCut || far.write(bytes)));
    far.on("data", (bytes) => void (isCut || near.write(bytes)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const through = new URL(databaseUrl);
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    swallow: () => {
      isCut = true;
    },
    mend: () => {
      isCut = false;
    },
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}
