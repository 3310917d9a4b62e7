import { beforeEach, expect, test } from "vitest";
import { asking } from "#testing/clients/api-client";
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
])("400: %s with a NUL, which PostgreSQL does not store", async (method, path) => {
  const { status, body } = await world.ask(method, path(), { name: "a\0b" });
  expect([status, body]).toMatchObject([400, errorOf("INVALID_INPUT")]);
  expect((await world.ask(method, path(), { name: "a\\u0000b" })).status).toBeLessThan(300);
});

test("413: a body that is larger than any settings, but of nobody without a token", async () => {
  const body = { name: "x".repeat(300 * 1024) };
  expect((await world.ask("POST", "/keys", body)).body).toMatchObject(errorOf("BODY_TOO_LARGE"));
  const nobody = asking(world.gateway.origin, null);
  expect((await nobody("POST", "/keys", body)).body).toMatchObject(errorOf("UNAUTHENTICATED"));
});
