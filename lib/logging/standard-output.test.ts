import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { runProgram } from "#testing/machine/run-program";

const PROGRAM = `
  import { log } from "#lib/log";
  for (let line = 0; line < 5_000; line += 1) log().info({ line }, "x".repeat(500));
  process.exit(7);
`;

/** Runs a program that writes 5,000 lines to the log and ends at once, and sends its output to `target`. */
const runInto = (target: string) =>
  runProgram("bash", ["-c", `set -o pipefail; "$0" --input-type=module -e "$1" ${target}`, process.execPath, PROGRAM]);

test("every line has been written when the process ends, also for a reader that is slower", async () => {
  const { code, output } = await runInto("| cat");
  const numbers = output
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { line: number }).line);
  expect(code).toBe(7);
  expect(numbers).toEqual(Array.from({ length: 5_000 }, (_, line) => line));
});

test("a reader that goes away does not end the process", async () => {
  const { code, output } = await runInto("| head -n 1");
  expect([code, output.trim().split("\n").length]).toEqual([7, 1]);
});

test.skipIf(!existsSync("/dev/full"))("a full disk does not end the process", async () => {
  expect(await runInto("> /dev/full")).toEqual({ code: 7, output: "" });
});

test("a reader that takes nothing for a while keeps nobody waiting, and is told how many lines it missed", async () => {
  const program = `
    import { WaitingOutput } from "#lib/logging/waiting-output";
    void process.stdout;
    const output = new WaitingOutput(1, 200_000);
    for (let line = 0; line < 1_000; line += 1) output.write(JSON.stringify({ line, text: "x".repeat(1_000) }) + "\\n");
    process.stderr.write("written\\n");
    process.on("exit", () => output.flushSync());
    process.stdin.resume().once("end", () => process.exit(0));
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["pipe", "pipe", "pipe"] });
  // Nobody reads standard output until the program has gone through all of its lines.
  await once(child.stderr, "data");
  child.stdin.end();
  const lines = (await text(child.stdout))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const { leftOut } = lines.pop() as { leftOut: number };
  expect(leftOut).toBeGreaterThan(500);
  expect(lines.map(({ line }) => line)).toEqual(Array.from({ length: 1_000 - leftOut }, (_, line) => line));
});
