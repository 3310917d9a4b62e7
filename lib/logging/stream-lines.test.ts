import { Writable } from "node:stream";
import { beforeEach, expect, test } from "vitest";
import { makeLog } from "#lib/log";
import { writeStreamToLog } from "#lib/logging/stream-lines";
import { forget, provide } from "#lib/process";
import { provideTestEnv } from "#testing/databases/use-database";

let lines: string[];
const said = () => lines.map((line) => (JSON.parse(line) as { msg: string }).msg);

beforeEach(() => {
  provideTestEnv({ LOG_LEVEL: "info" });
  lines = [];
  forget("line-budgets");
  provide("log", makeLog({ write: (line) => lines.push(line) }));
});

const stream = () => new Writable({ write: (_chunk, _encoding, done) => done() }) as unknown as NodeJS.WriteStream;

test("what is written to a stream is a line of the log when its last line is complete", () => {
  const target = stream();
  const flush = writeStreamToLog(target, "warn");
  target.write("begin");
  expect(said()).toEqual([]);
  target.write("ning\nand more\n");
  target.write(Buffer.from("bytes\n"));
  target.write("c2VjcmV0Cg==", "base64");
  target.write("the end");
  expect(said()).toEqual(["beginning\nand more", "bytes", "secret"]);
  flush();
  expect(said().at(-1)).toBe("the end");
  expect(lines.every((line) => JSON.parse(line).level === 40)).toBe(true);
});

test("a line that never ends is written in parts, and a writer that waits is called back", async () => {
  const target = stream();
  writeStreamToLog(target, "info");
  await new Promise<void>((done) => target.write("x".repeat(10_000), () => done()));
  await new Promise<void>((done) => target.write("x".repeat(10_000), "utf8", () => done()));
  expect(said().map((text) => text.length)).toEqual([10_000, 10_000]);
});
