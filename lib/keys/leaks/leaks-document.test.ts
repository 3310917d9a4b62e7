import { readFile } from "node:fs/promises";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { generateToken, isToken } from "#lib/secrets/token";
import { toBase62 } from "#lib/text/base62";

const text = await readFile("docs/leaks.md", "utf8");
const cell = (step: string) => new RegExp(`^\\| ${step} \\| \`(.+)\` \\|$`, "m").exec(text)?.[1] ?? "";
const expression = /^\\bmcp_.+$/m.exec(text)?.[0] ?? "";

test("the example of docs/leaks.md is right, step by step", () => {
  const [token, body] = [cell("token"), cell("before the checksum")];
  expect(isToken(token)).toBe(true);
  expect(token.slice(0, -6)).toBe(body);
  expect(cell("CRC-32")).toBe(String(crc32(body)));
  expect(cell("in base 62")).toBe(toBase62(crc32(body), 6));
  expect(token).toBe(body + cell("in base 62"));
});

test("its regular expression finds every token, wherever it stands", () => {
  const around = fc.constantFrom("", " ", '"', "'", "=", ":", ",", "\n", "/");
  fc.assert(
    fc.property(around, around, (before, after) => {
      const token = generateToken("mcp_");
      return new RegExp(expression).exec(`key${before || " "}${token}${after}`)?.[0] === token;
    }),
  );
});

test("its regular expression finds nothing longer or shorter", () => {
  const token = generateToken("mcp_");
  for (const other of [`${token}x`, token.slice(0, -1), `x${token}`]) {
    expect(new RegExp(expression).test(other)).toBe(false);
  }
});
