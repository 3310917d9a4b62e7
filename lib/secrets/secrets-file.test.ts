import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readOrCreateSecrets } from "#lib/secrets/secrets-file";

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

test("never replaces a damaged file, because the encrypted data would be lost", () => {
  writeFileSync(join(folder, "secrets.json"), "{");
  expect(() => readOrCreateSecrets(folder)).toThrow(/Restore it from a backup/);
});
