// A journey about the log loads this into a server (`node --import`). On SIGUSR2 it says what libraries, the driver of the
// database, threads and Node.js may say. On SIGHUP it throws what nobody catches.
import { Worker } from "node:worker_threads";
import pg from "pg";
import { env } from "#lib/env";

async function makeNoise(): Promise<void> {
  console.error("console.error with %s", "a format", new Error("error of a library\nin two lines"));
  console.warn("console.warn %o", { token: "not-to-be-seen-in-the-log" });
  console.log("console.log\n\u001b[31min two lines\u2028and a half");
  console.table([{ table: "of the console" }]);
  console.dir({ dir: "of the console" });
  console.trace("trace of the console");
  process.stdout.write("written to stdout");
  process.stdout.write(" in two parts\n");
  process.stderr.write(Buffer.from("written to stderr\n"));
  process.emitWarning("a warning of the process", { type: "NoiseWarning", code: "NOISE" });
  console.error(`very long ${"x".repeat(300_000)}`);
  console.error(`postgresql://latchkey:password-in-an-address@127.0.0.1/latchkey`);
  new Worker('console.log("said by a thread"); process.emitWarning("warned by a thread")', { eval: true });
  void Promise.reject(new Error("a rejection that nobody handles"));
  const client = new pg.Client({ connectionString: env().DATABASE_URL });
  await client.connect();
  // The driver warns of queries that are sent before the first one is answered.
  await Promise.all([client.query("SELECT 1"), client.query("SELECT 2"), client.query("SELECT 3")]);
  await client.end();
  setTimeout(() => {
    throw new Error("an exception that nobody catches");
  });
}

process.on("SIGUSR2", () => void makeNoise());
process.on("SIGHUP", () => {
  for (let time = 0; time < 1_000; time += 1) console.error("flood");
  throw new Error("the exception that ends the process");
});
