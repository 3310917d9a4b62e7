import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { flushAttempts } from "#lib/connection/record-attempt";
import { db } from "#lib/db/client";
import { forget } from "#lib/process";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, NOW } from "#testing/people/factories";

useDatabase();

let gateway: RunningGateway;
let token: string;
let keyId: string;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  forget("refused-attempts");
  const ada = await makeUser("Ada");
  ({ token, keyId } = await makeToken(ada, [await makeWorkspace("Acme", [[ada, "owner"]])]));
});

const LIST = { method: "tools/list" };

async function attemptAfter(send: () => Promise<unknown>) {
  await send();
  await flushAttempts();
  return db().refusedAttempt.findMany();
}

test.each<[string, (sent: string) => Record<string, string>]>([
  ["no_credential", () => ({})],
  ["no_bearer", (sent) => ({ authorization: sent })],
  ["placeholder", () => ({ authorization: `Bearer \${LATCHKEY_KEY}` })],
  ["cut_short", (sent) => ({ "x-api-key": sent.slice(0, 30) })],
  ["malformed", (sent) => ({ authorization: `Bearer "${sent}"` })],
])("a client that is refused leaves what was wrong: %s", async (problem, headers) => {
  const [attempt, ...others] = await attemptAfter(() =>
    post(gateway.url, null, LIST, { ...headers(token), "user-agent": "cursor/1.2 (linux; x64)" }),
  );
  expect(others).toEqual([]);
  expect(attempt).toMatchObject({ problem, keyId: null, client: "cursor/1.2", address: "127.0.0.1" });
});

test("a key that has ended is named, and nothing of any token is kept but what lists show", async () => {
  await db().key.update({ where: { id: keyId }, data: { revokedAt: NOW } });
  const attempts = await attemptAfter(async () => {
    await post(gateway.url, token, LIST);
    await post(gateway.url, null, LIST, { authorization: token });
    await post(`${gateway.url}?key=${token}`, null, LIST);
  });
  expect(attempts).toMatchObject([
    { problem: "revoked", keyId, tokenStart: token.slice(0, 9) },
    { problem: "no_bearer", keyId: null, tokenStart: token.slice(0, 9) },
    { problem: "in_query", keyId: null, tokenStart: null },
  ]);
  expect(JSON.stringify(attempts.map((one) => ({ ...one, id: null })))).not.toContain(token.slice(0, 10));
});

test("a client that is let in leaves none", async () => {
  expect(await attemptAfter(() => post(gateway.url, token, LIST))).toEqual([]);
});
