import { beforeEach, describe, expect, test } from "vitest";
import { asking, makeApiToken } from "#testing/clients/api-client";
import { useDatabase } from "#testing/databases/use-database";
import { errorOf, useApi } from "#testing/machine/use-api";
import { makeKey } from "#testing/people/factories";

useDatabase();
const world = useApi();

let keyId: string;
beforeEach(async () => {
  keyId = await makeKey(world.ada, [world.acme]);
});

test.each([
  ["POST", () => "/keys"],
  ["PATCH", () => `/keys/${keyId}`],
])("400: %s refuses a NUL, which PostgreSQL cannot store", async (method, path) => {
  const { status, body } = await world.ask(method, path(), { name: "a\0b" });
  expect([status, body]).toMatchObject([400, errorOf("INVALID_INPUT")]);
  expect((await world.ask(method, path(), { name: "a\\u0000b" })).status).toBeLessThan(300);
});

/** Makes JSON of this number of objects, lists and fields. The body is an object whose one field is a list. */
const bodyOfParts = (parts: number) => `{"name":[${Array.from({ length: parts - 3 }, () => "[]").join()}]}`;
const bodyOfTexts = (entries: number) => `{"name":[${Array.from({ length: entries }, () => '"a"').join()}]}`;
const bodyOfDepth = (depth: number) => `{"name":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;

async function sendText(method: string, path: string, body: string) {
  const headers = { authorization: `Bearer ${await makeApiToken(world.ada)}`, "content-type": "application/json" };
  const response = await fetch(`${world.gateway.origin}/api/v1${path}`, { method, headers, body });
  return { status: response.status, body: (await response.json()) as { error: { message: string } } };
}

describe.each([
  ["POST", () => "/keys"],
  ["PATCH", () => `/keys/${keyId}`],
])("400: %s", (method, path) => {
  test.each([
    ["10,000 objects, lists and fields", bodyOfParts(10_000), bodyOfParts(10_001)],
    ["10,000 entries of a list", bodyOfTexts(10_000), bodyOfTexts(10_001)],
    ["16 levels", bodyOfDepth(16), bodyOfDepth(17)],
  ])("refuses a body of more than %s before it is read", async (_limit, within, beyond) => {
    const { status, body } = await sendText(method, path(), beyond);
    expect([status, body]).toMatchObject([400, errorOf("INVALID_INPUT")]);
    expect(body.error.message).toContain("too many parts");
    const { error } = (await sendText(method, path(), within)).body;
    expect(error.message).toBe("Some fields need a correction.");
  });
});

test("413: refuses a body that is too large, but only after it has checked the token", async () => {
  const body = { name: "x".repeat(300 * 1024) };
  expect((await world.ask("POST", "/keys", body)).body).toMatchObject(errorOf("BODY_TOO_LARGE"));
  const nobody = asking(world.gateway.origin, null);
  expect((await nobody("POST", "/keys", body)).body).toMatchObject(errorOf("UNAUTHENTICATED"));
});
