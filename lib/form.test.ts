import { expect, test } from "vitest";
import { z } from "zod";
import { AppError } from "#lib/errors";
import { formError, parseInput } from "#lib/form";

const schema = z.object({ name: z.string().min(1, { error: "Enter a name." }), tags: z.array(z.string().max(2)) });

test("every wrong field is named by its path, with its first sentence", () => {
  const parse = () => parseInput(schema, { name: "", tags: ["ok", "long"] });
  expect(parse).toThrow(AppError);
  try {
    parse();
  } catch (error) {
    expect(formError(error)).toMatchObject({ fields: { name: "Enter a name.", "tags.1": expect.any(String) } });
  }
});

test("a NUL is refused wherever it stands, before the database would fail at it", () => {
  expect(() => parseInput(schema, { name: "a\0b", tags: [] })).toThrow(/NUL/);
  expect(() => parseInput(schema, { name: "a", tags: ["\0"] })).toThrow(/NUL/);
  expect(parseInput(schema, { name: "\\u0000", tags: [] })).toMatchObject({ name: "\\u0000" });
});

test("a defect is not shown as an error of the person", () => {
  expect(() => formError(new TypeError("defect"))).toThrow("defect");
});

test("looks at no entry of an input that has too many of them, however they are nested", () => {
  let looked = 0;
  const counting = z.string().refine(() => {
    looked += 1;
    return false;
  });
  const lists = z.object({ networks: z.array(counting), nested: z.array(z.array(counting)).optional() });
  const many = Array.from({ length: 6_001 }, () => "a");
  expect(() => parseInput(lists, { networks: many })).toThrow("more than 6000 entries");
  const nested = Array.from({ length: 100 }, () => many.slice(0, 100));
  expect(() => parseInput(lists, { networks: [], nested })).toThrow("more than 6000 entries");
  expect(looked).toBe(0);
  expect(() => parseInput(lists, { networks: many.slice(0, 60) })).toThrow("correction");
  expect(looked).toBe(60);
});
