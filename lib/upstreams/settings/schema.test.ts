import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newId } from "#lib/ids";
import { freeSlug } from "#lib/text/slug";
import {
  createUpstreamSchema,
  HEADERS_MAX,
  NAME_MAX,
  setToolRuleSchema,
  updateUpstreamSchema,
} from "#lib/upstreams/settings/schema";
import { SLUG_MAX, SLUG_SHAPE, slugFrom } from "#lib/upstreams/slug";

const valid = { workspace: "acme", name: "Notes", url: "https://notes.example/mcp" };

function problems(input: object): Record<string, string> {
  const result = createUpstreamSchema.safeParse({ ...valid, ...input });
  return Object.fromEntries((result.error?.issues ?? []).map(({ path, message }) => [path.join("."), message]));
}

test("requires only a name and a URL", () => {
  expect(createUpstreamSchema.parse(valid)).toEqual({
    ...valid,
    slug: undefined,
    environment: "production",
    headers: [],
  });
});

test.each([
  ["", "url"],
  ["notes.example/mcp", "url"],
  ["ftp://notes.example/mcp", "url"],
  ["https://", "url"],
  ["https://ada:secret@notes.example/mcp", "url"],
  ["https://notes.example/mcp#tools", "url"],
  ["https://notes.example/mcp#", "url"],
  [`https://notes.example/${"x".repeat(2_048)}`, "url"],
])("refuses the URL %j with an error at its field", (url, field) => {
  expect(Object.keys(problems({ url }))).toEqual([field]);
});

test("trims names, requires them, and limits their length", () => {
  expect(createUpstreamSchema.parse({ ...valid, name: "  Notes " }).name).toBe("Notes");
  expect(problems({ name: "   " })).toHaveProperty("name");
  expect(problems({ name: "x".repeat(NAME_MAX + 1) })).toHaveProperty("name");
});

test.each<[what: string, field: string, max: number, inputOf: (length: number) => object]>([
  ["a name", "name", 64, (length) => ({ name: "x".repeat(length) })],
  ["a URL", "url", 2_048, (length) => ({ url: valid.url.padEnd(length, "x") })],
  ["a slug", "slug", 24, (length) => ({ slug: "x".repeat(length) })],
  ["an environment", "environment", 32, (length) => ({ environment: "x".repeat(length) })],
  [
    "the name of a header",
    "headers.0.name",
    128,
    (length) => ({ headers: [{ name: "x".repeat(length), value: "v" }] }),
  ],
  [
    "the value of a header",
    "headers.0.value",
    4_096,
    (length) => ({ headers: [{ name: "X-Key", value: "x".repeat(length) }] }),
  ],
])("%s (%s) may have %i characters, and not one more", (_what, field, max, inputOf) => {
  expect(problems(inputOf(max))).toEqual({});
  expect(problems(inputOf(max + 1))).toEqual({ [field]: `Use at most ${max} characters.` });
});

test("the name of a tool in a rule may have 1,024 characters, and one at least", () => {
  const isRule = (toolName: string) =>
    setToolRuleSchema.safeParse({ workspace: "acme", upstreamId: newId("ups"), toolName, access: null }).success;
  expect(["x", "x".repeat(1_024)].map(isRule)).toEqual([true, true]);
  expect(["", "x".repeat(1_025)].map(isRule)).toEqual([false, false]);
});

describe("headers", () => {
  const header = (name: string, value = "secret") => ({ headers: [{ name, value }] });

  test.each(["Authorization", "X-API-Key", "Cookie", "x!#$%&'*+-.^_`|~9"])("accept the name %s", (name) => {
    expect(problems(header(name))).toEqual({});
  });

  test.each(["Host", "content-length", "Connection", "TRANSFER-ENCODING", "Mcp-Session-Id", "mcp-anything", "Accept"])(
    "refuse %s, which Latchkey itself sets",
    (name) => expect(problems(header(name))["headers.0.name"]).toContain(name),
  );

  test("accept only tokens of RFC 9110 as names", () => {
    const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
    const name = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => !token.test(text.trim()));
    fc.assert(fc.property(name, (text) => "headers.0.name" in problems(header(text))));
  });

  test("refuse a value that could begin another header", () => {
    const broken = fc
      .tuple(fc.string(), fc.constantFrom("\r", "\n", "\r\n", "\0"), fc.string())
      .map(([before, sign, after]) => `a${before}${sign}${after}z`);
    fc.assert(fc.property(broken, (value) => "headers.0.value" in problems(header("X-Key", value))));
  });

  test("require a value for a new header, but not for a stored one", () => {
    expect(problems(header("X-Key", ""))).toHaveProperty("headers.0.value");
    const update = { ...valid, upstreamId: newId("ups"), unprefixed: false, headers: [{ name: "X-Key", value: "" }] };
    expect(updateUpstreamSchema.parse(update).headers).toEqual([{ name: "X-Key", value: null }]);
  });

  test("refuse a name that appears twice, in upper or lower case", () => {
    const twice = ["X-Key", "x-key"].map((name) => ({ name, value: "secret" }));
    expect(problems({ headers: twice })).toHaveProperty("headers.1.name");
  });

  test("are limited in number", () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `X-${index}`, value: "v" }));
    expect(problems({ headers: many(HEADERS_MAX) })).toEqual({});
    expect(problems({ headers: many(HEADERS_MAX + 1) })).toHaveProperty("headers");
  });
});

describe("the time limit of a call", () => {
  const update = { ...valid, upstreamId: newId("ups"), unprefixed: false, headers: [] };
  const limit = (callTimeoutSeconds: unknown) => updateUpstreamSchema.safeParse({ ...update, callTimeoutSeconds });

  test.each([
    ["90", 90],
    [3_600, 3_600],
    ["", null],
    [null, null],
    [undefined, undefined],
  ])("reads %j as %j", (given, taken) => {
    expect(limit(given).data?.callTimeoutSeconds).toBe(taken);
  });

  test.each(["0", "-1", "1.5", "3601", "soon"])("refuses %j and says what is allowed", (given) => {
    expect(limit(given).error?.issues).toMatchObject([
      { path: ["callTimeoutSeconds"], message: "Enter whole seconds from 1 to 3600, or nothing." },
    ]);
  });
});

describe("slugs", () => {
  const isSlug = (text: string) => SLUG_SHAPE.test(text) && text.length <= SLUG_MAX;

  test.each([
    ["Issue Tracker", "issue-tracker"],
    ["  Größe & Maß!  ", "gro-e-ma"],
    ["Café", "cafe"],
    ["日本語", "server"],
    ["A very long name of a server, longer than fits", "a-very-long-name-of-a-se"],
  ])("are made from %j as %s", (name, expected) => {
    expect(slugFrom(name)).toBe(expected);
  });

  test("are acceptable for every name", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (name) => isSlug(slugFrom(name))));
  });

  test("get a number when they are taken", () => {
    const taken = fc.uniqueArray(fc.string().map(slugFrom), { maxLength: 30 });
    fc.assert(
      fc.property(fc.string().map(slugFrom), taken, (slug, others) => {
        const used = new Set([slug, ...others, freeSlug(slug, new Set([slug]), SLUG_MAX)]);
        const free = freeSlug(slug, used, SLUG_MAX);
        return isSlug(free) && !used.has(free);
      }),
    );
  });

  test("are checked when an admin chooses one", () => {
    for (const slug of ["Issues", "a--b", "-a", "a_b", "x".repeat(SLUG_MAX + 1)]) {
      expect(problems({ slug })).toHaveProperty("slug");
    }
    expect(problems({ slug: "issues-2" })).toEqual({});
    expect(createUpstreamSchema.parse({ ...valid, slug: "" }).slug).toBeUndefined();
  });
});
