import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isCurrentClient } from "#scripts/current-client";

const SCHEMA = "model User {\n  id String @id\n}\n";
const generatedFrom = (schema: string) => `const config = { "inlineSchema": ${JSON.stringify(schema)} };`;

test("a client that was generated from this schema is current", () => {
  expect(isCurrentClient(SCHEMA, generatedFrom(SCHEMA))).toBe(true);
});

test.each([
  ["a client of an older schema", generatedFrom("model User {}\n")],
  ["a missing client", ""],
])("%s is not current", (_, generated) => {
  expect(isCurrentClient(SCHEMA, generated)).toBe(false);
});

test("the generated client of this project holds the text of its schema", () => {
  const generated = readFileSync("lib/db/generated/internal/class.ts", "utf8");
  expect(isCurrentClient(readFileSync("prisma/schema.prisma", "utf8"), generated)).toBe(true);
});
