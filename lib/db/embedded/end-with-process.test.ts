import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";

/** Starts a program that holds a guard over another program, and ends by itself or waits. */
function startHolder(end: string) {
  const guarded = spawn("sleep", ["600"]);
  const code = `
    const { endWithThisProcess } = await import("#lib/db/embedded/end-with-process");
    const guard = endWithThisProcess(${guarded.pid});
    ${end}`;
  const holder = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: "inherit" });
  return { guarded, holder, guardedEnded: once(guarded, "exit") };
}

const ends = [
  ["is killed", `process.kill(process.pid, "SIGKILL");`],
  ["ends without a word", "process.exit(0);"],
  ["has nothing more to do, because a guard keeps no program running", ""],
];
test.each(ends)("ends a process with SIGINT when the one that started its guard %s", async (_, end) => {
  const { guardedEnded } = startHolder(end);
  expect(await guardedEnded).toEqual([null, "SIGINT"]);
});

test("leaves a process alone that was released", async () => {
  const { guarded, holder } = startHolder("guard.release();");
  expect(await once(holder, "exit")).toEqual([0, null]);
  expect(guarded.exitCode ?? guarded.signalCode).toBeNull();
  guarded.kill("SIGKILL");
});
