import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseEnv, SettingsError } from "#lib/env";
import { folderProblem } from "#lib/secrets/folder-problem";
import { readOrCreateSecrets } from "#lib/secrets/secrets-file";

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "latchkey-folder-"));
  writeFileSync(join(home, "notes"), "");
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function refusal(DATA_DIR: string): string {
  try {
    parseEnv({ DATA_DIR }, readOrCreateSecrets);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}

test.each([
  ["a file", "notes", /^DATA_DIR is \S+\/notes, but it is a file: name a folder instead/],
  ["below a file", "notes/data", /^DATA_DIR is \S+\/notes\/data, but \S+\/notes is a file: name a folder instead/],
  ["far below a file", "notes/a/b", /but \S+\/notes is a file: /],
])("DATA_DIR that is %s is refused in one sentence", (_what, path, sentence) => {
  expect(refusal(join(home, path))).toMatch(sentence);
});

test("a name that is too long is refused in one sentence", () => {
  expect(refusal(join(home, "x".repeat(300)))).toMatch(/^Latchkey cannot make the folder DATA_DIR /);
});

test.each(["EACCES", "EPERM", "EROFS"])("a folder that cannot be written to (%s) is named, with what to do", (code) => {
  const problem = folderProblem(Object.assign(new Error(code), { code }), "/srv/latchkey");
  expect(problem).toMatch(/^Latchkey cannot write to DATA_DIR \(\/srv\/latchkey\), because .*: change the owner/);
});

// The superuser may write everywhere.
test.skipIf(process.getuid?.() === 0)("a folder of another user is refused in one sentence", () => {
  const folder = join(home, "theirs");
  mkdirSync(folder, { mode: 0o500 });
  expect(refusal(join(folder, "data"))).toMatch(/^Latchkey cannot write to DATA_DIR /);
});

test("what says nothing about the folder stays as it is", () => {
  expect(folderProblem(new Error("no"), home)).toBeNull();
  expect(folderProblem(Object.assign(new Error("no"), { code: "EEXIST" }), home)).toBeNull();
});

test("secrets that cannot be understood are no matter of the folder", () => {
  const folder = join(home, "broken");
  mkdirSync(folder);
  writeFileSync(join(folder, "secrets.json"), "{");
  expect(refusal(folder)).toMatch(/secrets\.json, which is no JSON.*put the file back from a backup/);
});
