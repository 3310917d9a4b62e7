import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { z } from "zod";
import { SECRET_SETTINGS, SETTING_GROUPS } from "#lib/env";

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

test("docs/settings.md names every setting that can come from a file, and no other", async () => {
  const [, section = ""] = (await readFile("docs/settings.md", "utf8")).split("\n## Secrets from files\n");
  const [ofThisSection = ""] = section.split("\n## ");
  const named = [...ofThisSection.matchAll(/`([A-Z0-9_]+)_FILE`/g)].map(([, name]) => name);
  expect([...new Set(named)].sort()).toEqual([...SECRET_SETTINGS].sort());
});

/** The settings that take any text, or an address that may hold a password, and that everybody may know. */
const NO_SECRETS = [
  "HOST",
  "DATA_DIR",
  "SECRET_SCANNING_KEYS_URL",
  "OIDC_ISSUER",
  "OIDC_CLIENT_ID",
  "OIDC_NAME",
  "GITHUB_CLIENT_ID",
  "GOOGLE_CLIENT_ID",
  "MAIL_FROM",
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_SERVICE_NAME",
];

/** Texts that only a setting takes that can hold a secret. */
const SECRET_LOOKING = [
  "b3Blbi1zZXNhbWUtb3Blbi1zZXNhbWUtb3Blbi1zZXM=",
  ...["https", "postgresql", "redis", "smtp"].map((scheme) => `${scheme}://user:open-sesame@example.com/path`),
];

test("every setting that can hold a secret is one, or is known to be none", () => {
  const possible = Object.values(SETTING_GROUPS).flatMap((settings) =>
    Object.entries<z.ZodType>(settings)
      .filter(([, setting]) => SECRET_LOOKING.some((text) => setting.safeParse(text).success))
      .map(([name]) => name),
  );
  expect(possible.sort()).toEqual([...SECRET_SETTINGS, ...NO_SECRETS].sort());
});
