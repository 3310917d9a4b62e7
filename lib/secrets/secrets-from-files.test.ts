import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseEnv, SECRET_SETTINGS, SettingsError } from "#lib/env";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "latchkey-secret-files-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stored = () => ({ authSecret: "a".repeat(44), encryptionKey: "e".repeat(44), databasePassword: "p" });
const file = (content: string | Buffer, name = "secret") => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const refusal = (raw: Record<string, string>) => {
  try {
    parseEnv(raw, stored);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
};

const VALUES: Record<string, string> = {
  AUTH_SECRET: "s".repeat(40),
  ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
  DATABASE_URL: "postgresql://latchkey:pass@db.example.com/latchkey",
  REDIS_URL: "rediss://:pass@redis.example.com",
  SMTP_URL: "smtps://mailer:pass@mail.example.com",
  OIDC_CLIENT_SECRET: "oidc-client-secret",
  GITHUB_CLIENT_SECRET: "github-client-secret",
  GOOGLE_CLIENT_SECRET: "google-client-secret",
  METRICS_TOKEN: "metrics-token-of-length",
};
const BESIDE: Record<string, Record<string, string>> = {
  DATABASE_URL: { AUTH_SECRET: "s".repeat(40), ENCRYPTION_KEY: Buffer.alloc(32).toString("base64") },
  OIDC_CLIENT_SECRET: { OIDC_ISSUER: "https://id.example.com", OIDC_CLIENT_ID: "latchkey" },
  GITHUB_CLIENT_SECRET: { GITHUB_CLIENT_ID: "latchkey" },
  GOOGLE_CLIENT_SECRET: { GOOGLE_CLIENT_ID: "latchkey" },
};

test.each(SECRET_SETTINGS)("%s can come from a file", (name) => {
  const value = VALUES[name] ?? "";
  const settings = parseEnv({ ...BESIDE[name], [`${name}_FILE`]: file(`${value}\n`) }, stored);
  expect(settings).toMatchObject({ [name]: value });
});

test("one line break at the end is ignored, of any system, and nothing else is", () => {
  const value = fc.stringMatching(/^[ -~]{16,60}$/);
  fc.assert(
    fc.property(value, fc.constantFrom("", "\n", "\r\n"), (text, end) => {
      expect(parseEnv({ METRICS_TOKEN_FILE: file(text + end) }, stored).METRICS_TOKEN).toBe(text);
    }),
  );
});

test.each([
  ["a file that is not there", () => join(folder, "nowhere"), "does not exist"],
  ["a file below a file", () => join(file("x", "plain"), "below"), "does not exist"],
  ["a link that leads to itself", () => link("loop"), "does not exist"],
  ["a folder", () => folder, "is a folder"],
  ["an empty file", () => file(""), "is empty"],
  ["a file with a line break alone", () => file("\r\n"), "is empty"],
  ["two lines", () => file("first-line-of-text\nsecond-line-of-text\n"), "has several lines"],
  ["two line breaks at the end", () => file("metrics-token-of-length\n\n"), "has several lines"],
  ["a zero byte", () => file("metrics-token\0of-length"), "has several lines"],
  ["bytes that are no text", () => file(Buffer.alloc(32, 0xff)), "is no text in UTF-8"],
  ["a file that is too large", () => file("x".repeat(64 * 1024 + 1)), "is larger than 64 KiB"],
  ["a pipe to which nobody writes", () => pipe("pipe"), "is no ordinary file"],
  ["a device that never ends", () => "/dev/zero", "is no ordinary file"],
])("%s is one clear line", (_what, path, words) => {
  const at = path();
  expect(refusal({ METRICS_TOKEN_FILE: at })).toMatch(
    new RegExp(`^Latchkey cannot start with these settings:\n {2}METRICS_TOKEN_FILE: names ${at}, which [^\n]*$`),
  );
  expect(refusal({ METRICS_TOKEN_FILE: at })).toContain(words);
});

function link(name: string): string {
  const path = join(folder, name);
  rmSync(path, { force: true });
  symlinkSync(path, path);
  return path;
}

function pipe(name: string): string {
  const path = join(folder, name);
  rmSync(path, { force: true });
  execFileSync("mkfifo", [path]);
  return path;
}

test("a file that this user may not read is one clear line", () => {
  const secret = file("metrics-token-of-length", "theirs");
  const script = `
    process.setgid?.(65534); process.setuid?.(65534);
    const { readSecretFromFile } = await import("#lib/secrets/secret-from-file");
    console.log(JSON.stringify(readSecretFromFile(process.argv[1])));`;
  // The superuser may read everything, so another user reads here.
  const isRoot = process.getuid?.() === 0;
  execFileSync("chmod", [isRoot ? "600" : "000", secret]);
  execFileSync("chmod", ["755", folder]);
  const read = isRoot ? script : script.replace(/process\.setgid.*\n/, "\n");
  const said = execFileSync(process.execPath, ["--input-type=module", "-e", read, secret], { encoding: "utf8" });
  expect(JSON.parse(said).problem).toMatch(/^names \S+\/theirs, which the user with the id \d+ may not read: /);
});

test("a setting and its file together are refused, in one line that repeats neither", () => {
  const path = file(VALUES.METRICS_TOKEN ?? "");
  const said = refusal({ METRICS_TOKEN: "another-metrics-token", METRICS_TOKEN_FILE: path });
  expect(said).toContain("METRICS_TOKEN_FILE: must not be set together with METRICS_TOKEN: remove one of the two");
  expect(said).not.toMatch(/another-metrics-token|metrics-token-of-length/);
});

test("every wrong file is named at once, beside the other wrong settings, and each setting once", () => {
  const said = refusal({
    PORT: "0",
    AUTH_SECRET_FILE: join(folder, "nowhere"),
    DATABASE_URL: "postgresql://db.example.com/latchkey",
    ENCRYPTION_KEY_FILE: file(""),
    OIDC_ISSUER: "https://id.example.com",
    OIDC_CLIENT_ID: "latchkey",
    OIDC_CLIENT_SECRET_FILE: folder,
  });
  const named = said
    .split("\n  ")
    .slice(1)
    .map((line) => line.split(":")[0]);
  expect(named.sort()).toEqual(["AUTH_SECRET_FILE", "ENCRYPTION_KEY_FILE", "OIDC_CLIENT_SECRET_FILE", "PORT"]);
});

test("a value in a file is checked like any other, and is not repeated", () => {
  const said = refusal({ ENCRYPTION_KEY_FILE: file("c2hvcnQ=") });
  expect(said).toContain("ENCRYPTION_KEY: must be 32 bytes in base64");
  expect(said).not.toContain("c2hvcnQ");
});

test("an empty name of a file counts as not set", () => {
  expect(parseEnv({ METRICS_TOKEN_FILE: "" }, stored).METRICS_TOKEN).toBeUndefined();
});
