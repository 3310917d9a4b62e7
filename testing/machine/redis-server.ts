import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Redis } from "ioredis";
import { freePort } from "#lib/db/embedded/free-port";
import { ensureRedis } from "#scripts/redis";

export type RedisServer = {
  url: string;
  /** A client that reads the stored data or sends commands that change the server's behaviour. */
  client: Redis;
  /** Kills the process, as if the machine failed. */
  kill(): Promise<void>;
  /** Starts it again at the same address without data. */
  startAgain(): Promise<void>;
  /** From now on the server accepts connections and answers nothing. */
  hang(): void;
  goOn(): void;
  stop(): Promise<void>;
};

/** Starts a real Redis on a free loopback port. It stores nothing on disk. */
export async function startRedis(): Promise<RedisServer> {
  const path = ensureRedis();
  const port = await freePort();
  let server = await launch(path, port);
  const client = new Redis(port, "127.0.0.1", { retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on("error", () => {});
  const kill = async () => {
    const exited = once(server, "exit");
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill("SIGKILL");
    await exited;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    client,
    kill,
    startAgain: async () => {
      server = await launch(path, port);
    },
    hang: () => void server.kill("SIGSTOP"),
    goOn: () => void server.kill("SIGCONT"),
    stop: async () => {
      client.disconnect();
      await kill();
    },
  };
}

async function launch(path: string, port: number): Promise<ChildProcess> {
  const settings = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const server = spawn(path, settings, { stdio: ["ignore", "pipe", "inherit"] });
  for await (const text of server.stdout) {
    if (String(text).includes("Ready to accept connections")) return server;
  }
  throw new Error(`${path} did not start.`);
}
