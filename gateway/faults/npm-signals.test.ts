import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EVENTUALLY } from "#testing/machine/slowness";
import { isRunning, type NpmProgram, startWithNpm } from "#testing/npm/npm-program";

/** Each start uses the same data, so it also proves that the stop before left nothing behind. */
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "latchkey-npm-"));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

type Target = (program: NpmProgram) => number;
const npmAlone: Target = ({ npm }) => npm;
const wholeGroup: Target = ({ npm }) => -npm;

/** Waits until the server and its PostgreSQL have ended. */
async function untilNothingIsLeft({ server, postgres }: NpmProgram): Promise<void> {
  const left = () => Promise.all([server, postgres].map(isRunning));
  await expect.poll(left, EVENTUALLY).toEqual([false, false]);
}

test.each<["start" | "dev", string, NodeJS.Signals, Target]>([
  ["start", "npm alone, as a supervisor does", "SIGTERM", npmAlone],
  ["start", "the whole group, as a supervisor of groups does", "SIGTERM", wholeGroup],
  ["start", "the whole group, as Ctrl-C does", "SIGINT", wholeGroup],
  ["start", "the whole group, as a terminal that is closed does", "SIGHUP", wholeGroup],
  ["dev", "npm alone", "SIGTERM", npmAlone],
  ["dev", "the whole group, as Ctrl-C does", "SIGINT", wholeGroup],
])("npm run %s: a signal to %s stops the server in order, and its PostgreSQL", async (script, _who, signal, target) => {
  const program = await startWithNpm(script, dataDir);
  program.signal(target(program), signal);
  await untilNothingIsLeft(program);
  await program.npmEnded;
  await expect.poll(program.output, EVENTUALLY).toContain("Latchkey has stopped.");
  expect(program.output()).toContain("Latchkey is stopping.");
});

test("npm waits for the server, so a supervisor of npm knows when it has ended", async () => {
  const program = await startWithNpm("start", dataDir);
  program.signal(program.npm, "SIGTERM");
  await program.npmEnded;
  expect(await Promise.all([program.server, program.postgres].map(isRunning))).toEqual([false, false]);
});

test("when npm alone is killed, the server notices that it is gone, and stops in order", async () => {
  const program = await startWithNpm("start", dataDir);
  program.signal(program.npm, "SIGKILL");
  await untilNothingIsLeft(program);
  await expect.poll(program.output, EVENTUALLY).toContain("Latchkey has stopped.");
  expect(program.output()).toContain('"signal":"end of npm"');
});

test("when the server is killed, its PostgreSQL ends", async () => {
  const program = await startWithNpm("start", dataDir);
  program.signal(program.server, "SIGKILL");
  await untilNothingIsLeft(program);
});
