import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runProgram } from "#testing/machine/run-program";

test("what the set-up says is JSON where no person reads it, also what a command that fails has said", async () => {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-setup-"));
  try {
    for (const path of ["scripts/setup.mjs", "scripts/setup/lines.mjs"]) await cp(path, join(folder, path));
    // There is nothing to install, so npm fails and says why in several lines.
    const { code, output } = await runProgram("sh", ["-c", 'cd "$1" && node scripts/setup.mjs', "sh", folder]);
    expect(code).toBe(1);
    const records = output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { level: number; msg: string });
    expect(records[0]).toMatchObject({ level: 30, msg: "Latchkey: install…", time: expect.any(Number) });
    expect(records.filter(({ level }) => level === 50).map(({ msg }) => msg)).toEqual(
      expect.arrayContaining([expect.stringMatching(/package/), expect.stringMatching(/npm ci .* failed; see above/)]),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
