import { createPublicKey } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isSigned } from "#lib/keys/leaks/secret-scanning";
import { forget, provide } from "#lib/process";
import { NOW } from "#testing/people/factories";

// The example of GitHub's own documentation of its partner program: body, headers and public key belong together.
const IDENTIFIER = "f9525bf080f75b3506ca1ead061add62b8633a346606dc5fe544e29231c6ee0d";
const SIGNATURE = "MEUCIQDfLvT8/zM8F1aB3cM0ZwyeWF1m5YR6IhcUIv1OKQYL0wIgBZ5lVXB3gHK+dT8+xt0WgRVLqvsTPFiDO9QP/7eJ4yE=";
const PUBLIC_KEY =
  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsz9ugWDj5jK5ELBK42ynytbo38gPHzZFI03Exwz8Lh/tCfL3YxwMdLjB+bMznsanlhK0RwcGP3IDb34kQDIo3Q==";
const BODY =
  '[{"token":"NMIfyYncKcRALEXAMPLE","type":"mycompany_api_token","url":"https://github.com/octocat/Hello-World/blob/12345600b9cbe38a219f39a9941c9319b600c002/foo/bar.txt","source":"content"}]';

beforeAll(() => {
  const key = createPublicKey({ key: Buffer.from(PUBLIC_KEY, "base64"), format: "der", type: "spki" });
  const atMs = NOW.getTime();
  const keys = new Map([[IDENTIFIER, key]]);
  provide("secret-scanning-keys", { keys, readAtMs: atMs, triedAtMs: atMs, reading: null });
});
afterAll(() => forget("secret-scanning-keys"));

const check = (body: string, signature = SIGNATURE, identifier = IDENTIFIER) =>
  isSigned(Buffer.from(body), { identifier, signature }, NOW);

test("accepts GitHub's own example", async () => {
  expect(await check(BODY)).toBe(true);
});

test.each([
  ["another body", BODY.replace("EXAMPLE", "EXAMPLF"), SIGNATURE],
  ["a line end more", `${BODY}\n`, SIGNATURE],
  ["no signature", BODY, ""],
  ["half of it", BODY, SIGNATURE.slice(0, 40)],
  ["something else than base64", BODY, "not base64!"],
])("refuses %s", async (_which, body, signature) => {
  expect(await check(body, signature)).toBe(false);
});

test("refuses the name of another key", async () => {
  expect(await check(BODY, SIGNATURE, "0".repeat(64))).toBe(false);
});
