import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { z } from "zod";
import { SETTING_GROUPS } from "#lib/env";

type Row = { group: string; name: string; default: string; meaning: string };

/** The rows of all tables of the page whose first cell is one variable. */
function rowsOf(page: string): Row[] {
  let group = "";
  const rows: Row[] = [];
  for (const line of page.split("\n")) {
    if (line.startsWith("## ")) group = line.slice(3);
    const [, name, value, meaning] = /^\| `([A-Z0-9_]+)` \| (.*?) \| (.*) \|$/.exec(line) ?? [];
    if (name && value && meaning) rows.push({ group, name, default: value, meaning });
  }
  return rows;
}

function defaultText(setting: z.ZodType): string {
  const meta = setting.meta()?.default;
  if (typeof meta === "string") return meta;
  const value = setting.parse(undefined);
  return value === undefined || (Array.isArray(value) && value.length === 0) ? "–" : `\`${value}\``;
}

const expected: Row[] = Object.entries(SETTING_GROUPS).flatMap(([group, settings]) =>
  Object.entries<z.ZodType>(settings).map(([name, setting]) => ({
    group,
    name,
    default: defaultText(setting),
    meaning: setting.description ?? "",
  })),
);

test("docs/settings.md lists every variable with its default and meaning, and no other variable", async () => {
  expect(rowsOf(await readFile("docs/settings.md", "utf8"))).toEqual(expected);
});

test("every variable has a description of whole sentences", () => {
  for (const { name, meaning } of expected) expect(meaning, name).toMatch(/^[A-Z`].*\.$/);
});
