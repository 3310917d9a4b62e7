import { expect, test } from "vitest";
import { newId } from "#lib/ids";
import { makeLog } from "#lib/log";
import { API_TOKEN_PREFIX, generateToken } from "#lib/secrets/token";
import { provideTestEnv } from "#testing/databases/use-database";

provideTestEnv({ LOG_LEVEL: "debug", KEY_PREFIX: "acme_" });

/** Returns the log lines that `write` causes. */
function linesOf(write: (logger: ReturnType<typeof makeLog>) => void): string {
  let text = "";
  write(
    makeLog({
      write: (line) => {
        text += line;
      },
    }),
  );
  return text;
}

test("redacts fields with secret names at each level of a logged object", () => {
  const value = "s3cret";
  const lines = linesOf((logger) => {
    logger.info({ authorization: value, request: { headers: { any: value } }, a: { b: { password: value } } }, "said");
    logger.warn({ error: Object.assign(new Error("refused"), { headers: { "x-secret": value } }) }, "failed");
  });
  expect(lines).toContain("refused");
  expect(lines).not.toContain(value);
});

test("redacts API tokens and webhook secrets in messages and errors", () => {
  const token = generateToken(API_TOKEN_PREFIX);
  const secret = `whsec_${"aZ09+/".repeat(7)}x=`;
  const lines = linesOf((logger) => logger.error({ error: new Error(`refused: ${token} ${secret}!`) }, `${token}.`));
  expect(lines).toContain("refused: [redacted key] [redacted secret]!");
  expect(lines).not.toMatch(/latchkey_pat_|whsec_/);
});

test("redacts the token of a key in messages and errors, and keeps the text around it", () => {
  const token = `acme_${"aZ09".repeat(12)}x`;
  const lines = linesOf((logger) => {
    logger.info({ tool: token, path: `/mcp?key=${token}&more` }, `Called with ${token}.`);
    logger.error({ error: new Error(`no such row: ${token}`) }, "failed");
  });
  expect(lines).not.toContain(token.slice(0, 30));
  expect(lines).toContain("Called with [redacted key].");
  expect(lines).toContain("/mcp?key=[redacted key]&more");
  expect(lines).toContain("no such row: [redacted key]");
  for (const line of lines.trim().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
});

test("redacts tokens of an older KEY_PREFIX, and keeps identifiers", () => {
  const old = generateToken("mcp_");
  const lines = linesOf((logger) =>
    logger.error({ error: new Error(`no row: "${old}"\n${old}`), key: newId("key") }, `key: ${newId("key")} ${old}!`),
  );
  expect(lines).not.toContain(old.slice(0, 20));
  expect(lines).toContain("[redacted key]!");
  for (const line of lines.trim().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
  expect(lines).toMatch(/"key":"key_[0-9a-z]{26}".*key: key_[0-9a-z]{26} /);
});

test("redacts legacy tokens, which have no form of their own, by their place", () => {
  const legacy = "0f!a9~8d7c6b5a4-legacy.token";
  const lines = linesOf((logger) => {
    logger.warn({ sent: `authorization: Bearer ${legacy}` }, `bearer ${legacy}`);
    logger.warn({ path: `/mcp?api_key=${legacy}&x=1` }, `x-api-key: ${legacy}`);
  });
  expect(lines).not.toContain(legacy.slice(0, 12));
  expect(lines).toContain("&x=1");
  for (const line of lines.trim().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
});
