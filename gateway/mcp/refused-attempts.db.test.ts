import { beforeEach, expect, test } from "vitest";
import { flushAttempts } from "#lib/connection/record-attempt";
import { db } from "#lib/db/client";
import { forget } from "#lib/process";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { useGateway } from "#testing/machine/use-gateway";
import { NOW } from "#testing/people/factories";

useDatabase();
const world = useGateway();
beforeEach(() => forget("refused-attempts"));

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
])("records the problem of a refused client: %s", async (problem, headers) => {
  const [attempt, ...others] = await attemptAfter(() =>
    post(world.url, null, LIST, { ...headers(world.token), "user-agent": "cursor/1.2 (linux; x64)" }),
  );
  expect(others).toEqual([]);
  expect(attempt).toMatchObject({ problem, keyId: null, client: "cursor/1.2", address: "127.0.0.1" });
});

test("records the ended key, and no more of any token than lists show", async () => {
  await db().key.update({ where: { id: world.keyId }, data: { revokedAt: NOW } });
  const attempts = await attemptAfter(async () => {
    await world.post(LIST);
    await post(world.url, null, LIST, { authorization: world.token });
    await post(`${world.url}?key=${world.token}`, null, LIST);
  });
  expect(attempts).toMatchObject([
    { problem: "revoked", keyId: world.keyId, tokenStart: world.token.slice(0, 9) },
    { problem: "no_bearer", keyId: null, tokenStart: world.token.slice(0, 9) },
    { problem: "in_query", keyId: null, tokenStart: world.token.slice(0, 9) },
  ]);
  expect(JSON.stringify(attempts.map((one) => ({ ...one, id: null })))).not.toContain(world.token.slice(0, 10));
});

test("records nothing for an accepted client", async () => {
  expect(await attemptAfter(() => world.post(LIST))).toEqual([]);
});
