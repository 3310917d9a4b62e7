import { pathToFileURL } from "node:url";
import { VERSION } from "#lib/version";
import { withDatabase } from "#testing/browser/database";
import { expect, test } from "#testing/browser/test";
import { type Installation, startInstallation } from "#testing/machine/installation";
import { runProgram } from "#testing/machine/run-program";

const NOISE = `--import=${pathToFileURL("testing/servers/programs/noise.ts").href}`;

type Line = { level: number; time: number; pid: number; msg: string; error?: { message: string; stack: string } };

/** Reads everything that a process has written. A line that is no record fails the test. */
function linesOf(output: string): Line[] {
  const lines = output.split("\n");
  expect(lines.pop(), "the last line has an end").toBe("");
  return lines.map((text) => {
    expect(text.length).toBeLessThanOrEqual(16_000);
    const line = JSON.parse(text) as Line;
    expect(line, text).toMatchObject({ level: expect.any(Number), time: expect.any(Number), msg: expect.any(String) });
    return line;
  });
}

/** The texts and the errors of lines. */
const textOf = (lines: Line[]) => lines.map(({ msg, error }) => `${msg} ${error?.message ?? ""}`).join("\n");

function startNoisy(role: string): Promise<Installation> {
  return startInstallation({ LATCHKEY_ROLE: role, NODE_OPTIONS: NOISE, LOG_LEVEL: "debug" });
}

test("everything that a server says from its start to its end is one record a line, said once", async () => {
  const installation = await startNoisy("all");
  const rename = (from: string, to: string) =>
    withDatabase(installation, (client) => client.query(`ALTER TABLE "${from}" RENAME TO "${to}"`));
  await rename("User", "Hidden");
  expect((await fetch(`${installation.url}/setup`)).status).toBeGreaterThanOrEqual(500);
  await rename("Hidden", "User");
  process.kill(installation.pid, "SIGUSR2");
  for (const last of ["an exception that nobody catches", "warned by a thread", "already executing a query"]) {
    await expect.poll(() => installation.output(), { message: last }).toContain(last);
  }
  // Next.js keeps a process with pages alive.
  expect((await fetch(`${installation.url}/api/health`)).status).toBe(200);
  await installation.stop();

  const lines = linesOf(installation.output());
  expect(lines[0]).toMatchObject({ msg: "Latchkey starts.", version: VERSION });
  const text = textOf(lines);
  for (const part of [
    "error of a library\nin two lines",
    "console.warn",
    "console.log\nin two lines",
    "of the console",
    "trace of the console",
    "written to stdout in two parts",
    "written to stderr",
    "a warning of the process",
    "very long x",
    "said by a thread",
    "warned by a thread",
    "a rejection that nobody handles",
    "an exception that nobody catches",
    "already executing a query",
    "Latchkey is ready at ",
  ]) {
    const found = lines.filter((line) => textOf([line]).includes(part));
    expect(found.length, part).toBe(part === "of the console" ? 3 : 1);
  }
  expect(text).toMatch(/User.* does not exist/);
  expect(lines.filter(({ error }) => error?.stack.includes("does not exist"))).not.toEqual([]);
  for (const secret of ["password-in-an-address", "not-to-be-seen-in-the-log"]) {
    expect(installation.output()).not.toContain(secret);
  }
  await installation.remove();
});

test("an exception that nobody catches ends a gateway, and the log has all that was said before", async () => {
  const gateway = await startNoisy("gateway");
  process.kill(gateway.pid, "SIGHUP");
  await expect.poll(() => isAlive(gateway.pid)).toBe(false);
  const lines = linesOf(gateway.output());
  const fatal = lines.filter(({ level }) => level === 60);
  expect(fatal).toMatchObject([{ error: { message: "the exception that ends the process" } }]);
  const floods = lines.filter(({ msg }) => msg === "flood").length;
  expect(lines.at(-1)).toMatchObject({ leftOut: { libraries: expect.any(Number) } });
  const { leftOut } = lines.at(-1) as unknown as { leftOut: { libraries: number } };
  expect(floods + leftOut.libraries).toBe(1_000);
  // The database that the crash has left behind is taken over, and stops with the next process.
  await gateway.restart();
  await gateway.remove();
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

for (const [what, settings, reason] of [
  ["wrong settings", { PORT: "none", SIGN_UP: "perhaps" }, /PORT: .*\n {2}SIGN_UP: /],
  [
    "wrong settings of the log itself",
    { LOG_LEVEL: "loud", KEY_PREFIX: "?" },
    /LOG_LEVEL: .*\n {2}KEY_PREFIX: |KEY_PREFIX: /,
  ],
  ["no log at all", { LOG_LEVEL: "silent", PORT: "none" }, /PORT: /],
  ["a folder that is none", { DATA_DIR: "/dev/null/data" }, /DATA_DIR/],
] as const) {
  test(`a start that is refused because of ${what} says why in one record`, async () => {
    const { code, output } = await runProgram(process.execPath, ["server.ts"], settings);
    expect(code).toBe(1);
    const lines = linesOf(output);
    expect(lines.at(-1)).toMatchObject({ level: 60, msg: expect.stringMatching(reason) });
    expect(lines.filter(({ level }) => level > 30).length).toBe(1);
    expect(output).not.toContain('"stack"');
  });
}
