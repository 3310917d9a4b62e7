import { inspect } from "node:util";
import { beforeEach, expect, test } from "vitest";
import { makeLog } from "#lib/log";
import { writeConsoleToLog } from "#lib/logging/console-lines";
import { tellLinesLeftOut } from "#lib/logging/foreign-lines";
import { forget, provide } from "#lib/process";
import { provideTestEnv } from "#testing/databases/use-database";

let lines: string[];
const said = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

beforeEach(() => {
  provideTestEnv({ LOG_LEVEL: "debug" });
  lines = [];
  forget("line-budgets");
  provide("log", makeLog({ write: (line) => lines.push(line) }));
});

test("each report of a library is one line of JSON, without secrets", () => {
  const target = { ...console };
  writeConsoleToLog(target);
  target.error(new Error(`Unexpected end of form\nBearer abcdefghijklmnop`));
  target.error("Failed to find %s\nline 2", "action", { some: "data" });
  target.warn("old");
  target.log("\u001b[1m▲ Next.js\u001b[22m");
  target.debug("detail");
  target.log();
  expect(said()).toMatchObject([
    { level: 50, error: { message: "Unexpected end of form\nBearer [redacted key]" } },
    { level: 50, msg: "Failed to find action\nline 2 { some: 'data' }" },
    { level: 40, msg: "old" },
    { level: 30, msg: "▲ Next.js" },
    { level: 20 },
  ]);
});

test("what cannot be written as text is told of, and throws nothing", () => {
  const target = { ...console };
  writeConsoleToLog(target);
  const broken = {
    [inspect.custom]: () => {
      throw new Error("no text");
    },
  };
  target.error("%s", broken);
  expect(said()).toMatchObject([{ level: 50, msg: expect.stringContaining("no text") }]);
});

test("a flood writes few lines, and what is left out is counted", () => {
  const target = { ...console };
  writeConsoleToLog(target);
  for (let time = 0; time < 1_000; time += 1) target.error("flood");
  expect(said().length).toBeLessThanOrEqual(150);
  const untold = 1_000 - said().reduce((sum, { leftOut }) => sum + 1 + Number(leftOut ?? 0), 0);
  tellLinesLeftOut();
  expect(said().at(-1)).toMatchObject({ leftOut: { libraries: untold } });
});
