import { beforeEach, expect, test } from "vitest";
import { writeConsoleToLog } from "#lib/http/console-lines";
import { makeLog } from "#lib/log";
import { provide } from "#lib/process";
import { provideTestEnv } from "#testing/databases/use-database";

let lines: string[];
const said = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

beforeEach(() => {
  provideTestEnv({ LOG_LEVEL: "debug" });
  lines = [];
  provide("log", makeLog({ write: (line) => lines.push(line) }));
});

test("each report of a library is one line of JSON, without secrets", () => {
  const target = { error: () => {}, warn: () => {} } as Pick<Console, "error" | "warn">;
  writeConsoleToLog(target);
  target.error(new Error(`Unexpected end of form\nBearer abcdefghijklmnop`));
  target.error("Failed to find %s\nline 2", "action", { some: "data" });
  target.warn("old");
  expect(said()).toMatchObject([
    { level: 50, error: { message: "Unexpected end of form\nBearer [redacted key]" } },
    { level: 50, msg: "Failed to find action\nline 2 { some: 'data' }" },
    { level: 40, msg: "old" },
  ]);
});

test("a flood writes few lines, and what is left out is counted", () => {
  const target = { error: () => {}, warn: () => {} } as Pick<Console, "error" | "warn">;
  writeConsoleToLog(target);
  for (let time = 0; time < 1_000; time += 1) target.error("flood");
  expect(said().length).toBeLessThanOrEqual(60);
});
