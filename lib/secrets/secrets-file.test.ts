import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readOrCreateSecrets, readUsableSecrets, replaceSecrets } from "#lib/secrets/secrets-file";
import { SecretsProblem, secretsUnreadable } from "#lib/secrets/secrets-problem";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "latchkey-secrets-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

test("creates the secrets once and keeps them", () => {
  const first = readOrCreateSecrets(folder);
  expect(readOrCreateSecrets(folder)).toEqual(first);
  expect(new Set(Object.values(first)).size).toBe(3);
  expect(readdirSync(folder)).toEqual(["secrets.json"]);
});

test("lets nobody else read the file", () => {
  readOrCreateSecrets(folder);
  expect(statSync(join(folder, "secrets.json")).mode & 0o777).toBe(0o600);
});

const file = () => join(folder, "secrets.json");
const problem = () => {
  try {
    readOrCreateSecrets(folder);
  } catch (error) {
    expect(error).toBeInstanceOf(SecretsProblem);
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
};

test("writes nothing when the database is there and its secrets are lost", () => {
  mkdirSync(join(folder, "postgres"));
  expect(problem()).toMatch(
    /^\S+secrets\.json is missing, but the database in \S+postgres exists .*backup.*repair[^\n]*$/,
  );
  expect(readdirSync(folder)).toEqual(["postgres"]);
});

test("refuses to begin an empty database when the one of these secrets is lost", () => {
  const secrets = readOrCreateSecrets(folder);
  writeFileSync(join(folder, "postgres.log"), "");
  expect(problem()).toMatch(/^The database in \S+postgres is gone, although it existed before: [^\n]*$/);
  mkdirSync(join(folder, "postgres"));
  expect(readOrCreateSecrets(folder)).toEqual(secrets);
});

test("goes on after a crash between the secrets and the database", () => {
  const secrets = readOrCreateSecrets(folder);
  mkdirSync(join(folder, "postgres.draft"));
  expect(readOrCreateSecrets(folder)).toEqual(secrets);
});

const WHOLE = {
  authSecret: "never-say-the-secret-of-sessions-aloud",
  encryptionKey: Buffer.alloc(32, 5).toString("base64"),
  databasePassword: "never-say-the-password",
};

test.each<[string, string, string]>([
  ["empty", "", "is empty"],
  ["a line break alone", "\n", "is empty"],
  ["cut short", JSON.stringify(WHOLE).slice(0, -20), "is no JSON"],
  ["bytes of another program", "\0\u0001\ufffd", "is no JSON"],
  ["a text", '"never-say-the-password"', "holds no secrets"],
  ["a list", "[]", "holds no secrets"],
  ["null", "null", "holds no secrets"],
  ["without a password", JSON.stringify({ ...WHOLE, databasePassword: undefined }), "has no usable databasePassword"],
  ["with an empty password", JSON.stringify({ ...WHOLE, databasePassword: "" }), "has no usable databasePassword"],
  ["with a number", JSON.stringify({ ...WHOLE, authSecret: 7 }), "has no usable authSecret"],
  ["with a short key", JSON.stringify({ ...WHOLE, encryptionKey: "c2hvcnQ=" }), "has no usable encryptionKey"],
])("never replaces a file that is %s, and repeats nothing of it", (_what, text, words) => {
  writeFileSync(file(), text);
  const said = problem();
  expect(said).toMatch(/^Latchkey cannot use \S+secrets\.json, which [^\n]*repair[^\n]*$/);
  expect(said).toContain(words);
  expect(said).not.toMatch(/never-say|c2hvcnQ/);
  expect(readFileSync(file(), "utf8")).toBe(text);
  expect(readdirSync(folder)).toEqual(["secrets.json"]);
});

test("never replaces a folder of this name", () => {
  mkdirSync(file());
  expect(problem()).toContain("which is a folder");
});

test("names a file that this user may not read", () => {
  expect(secretsUnreadable("/srv/latchkey", "EACCES").message).toMatch(
    /^Latchkey cannot read \/srv\/latchkey\/secrets\.json, because the user with the id \d+ may not: /,
  );
});

test("what can be used of a damaged file is kept by a repair, and the file before stays beside it", () => {
  const { databasePassword: _, ...rest } = WHOLE;
  writeFileSync(file(), JSON.stringify({ ...rest, encryptionKey: "c2hvcnQ=" }));
  expect(readUsableSecrets(folder)).toEqual({ authSecret: WHOLE.authSecret });
  replaceSecrets(folder, WHOLE);
  expect(readOrCreateSecrets(folder)).toEqual(WHOLE);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(readFileSync(`${file()}.replaced`, "utf8")).toContain("c2hvcnQ=");
  expect(readdirSync(folder).sort()).toEqual(["secrets.json", "secrets.json.replaced"]);
});

test.each<[string, () => void]>([
  ["is missing", () => {}],
  ["is cut short", () => writeFileSync(file(), "{")],
  ["is a list", () => writeFileSync(file(), "[1]")],
  ["is a folder", () => mkdirSync(file())],
])("nothing can be used of a file that %s, and a repair replaces it", (_what, damage) => {
  damage();
  expect(readUsableSecrets(folder)).toEqual({});
  replaceSecrets(folder, WHOLE);
  replaceSecrets(folder, WHOLE);
  expect(readOrCreateSecrets(folder)).toEqual(WHOLE);
});
