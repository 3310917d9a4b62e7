import { afterAll, beforeAll, expect, test } from "vitest";
import { forget } from "#lib/process";
import { openHeaders, sealHeaders } from "#lib/upstreams/headers";
import { provideTestEnv } from "#testing/databases/use-database";

beforeAll(() => provideTestEnv({ DATABASE_URL: "postgresql://unused.invalid/none" }));
afterAll(() => forget("env"));

const headers = [
  { name: "Authorization", value: "Bearer s3cret" },
  { name: "__proto__", value: "a token of RFC 9110 as well" },
];

test("decrypts headers for the same server", () => {
  expect(openHeaders(sealHeaders(headers, "ups_a"), "ups_a")).toEqual(headers);
});

test("stores null when there are no headers", () => {
  expect(sealHeaders([], "ups_a")).toBeNull();
  expect(openHeaders(null, "ups_a")).toEqual([]);
});

test("stores a text that shows no value and differs each time", () => {
  const sealed = sealHeaders(headers, "ups_a");
  expect(sealed).not.toContain("s3cret");
  expect(sealHeaders(headers, "ups_a")).not.toBe(sealed);
});

test("cannot decrypt headers of another server or with another key", () => {
  const sealed = sealHeaders(headers, "ups_a");
  const unavailable = expect.objectContaining({ code: "UNAVAILABLE" });
  expect(() => openHeaders(sealed, "ups_b")).toThrow(unavailable);
  provideTestEnv({ DATABASE_URL: "postgresql://unused.invalid/none" });
  expect(() => openHeaders(sealed, "ups_a")).toThrow(unavailable);
});
