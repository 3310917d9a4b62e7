import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ensureSystemd } from "#scripts/programs/systemd";

const UNIT = "docs/operations/latchkey.service";

test.runIf(process.platform === "linux")("systemd finds nothing wrong with the documented unit", () => {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-unit-"));
  const file = join(folder, "latchkey.service");
  writeFileSync(file, readFileSync(UNIT, "utf8").replaceAll("/opt/latchkey", process.cwd()));
  // It ends with an error, and says what is wrong, for a line that it does not know and for a program that is not there.
  const said = execFileSync(ensureSystemd(), ["verify", file], { encoding: "utf8", stdio: "pipe" });
  expect(said).toBe("");
  rmSync(folder, { recursive: true });
});

test("the unit starts Latchkey with the options of `npm start`", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  const command = /^ExecStart=\S+\/node (.*)$/m.exec(readFileSync(UNIT, "utf8"))?.[1];
  expect(scripts.start).toContain(command);
});
