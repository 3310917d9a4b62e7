// Where no person reads at a terminal, the set-up writes lines of JSON as the server does (lib/log.ts), because both go to
// one log. It is plain JavaScript without dependencies, as `setup.mjs` is.
import { hostname } from "node:os";
import process from "node:process";

const INFO = 30;
const ERROR = 50;
/** Docker cuts longer lines. */
const MAX_CHARACTERS = 4_000;

for (const [stream, level] of [
  [process.stdout, INFO],
  [process.stderr, ERROR],
]) {
  if (stream.isTTY) continue;
  const write = stream.write.bind(stream);
  stream.write = (chunk) => {
    for (const line of String(chunk).split(/\r?\n/)) {
      const msg = line.trimEnd().slice(0, MAX_CHARACTERS);
      const record = { level, time: Date.now(), pid: process.pid, hostname: hostname(), msg };
      if (msg) write(`${JSON.stringify(record)}\n`);
    }
    return true;
  };
}

process.on("uncaughtException", (error) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});
