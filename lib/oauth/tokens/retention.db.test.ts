import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { deleteOldTokens } from "#lib/oauth/tokens/retention";
import { useDatabase } from "#testing/databases/use-database";
import { makeUser, makeWorkspace, NOW } from "#testing/people/factories";
import { makeApp } from "#testing/people/make-app";

useDatabase();

const after = (ms: number) => new Date(NOW.getTime() + ms);

async function makeTokens(changes: { expiresAt?: Date | null; revokedAt?: Date | null } = {}) {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  const keyId = await makeApp(ada, [acme], changes);
  const shared = { keyId, lineId: "lin_1", createdAt: NOW };
  const name = (text: string) => `${text} of ${keyId}`;
  await db().oAuthAccessToken.create({
    data: { ...shared, tokenHash: name("access"), expiresAt: after(HOUR_MS) },
  });
  await db().oAuthRefreshToken.create({ data: { ...shared, tokenHash: name("used"), usedAt: NOW, successors: 1 } });
  await db().oAuthRefreshToken.create({ data: { ...shared, tokenHash: name("fresh") } });
  await db().oAuthCode.create({
    data: {
      keyId,
      lineId: "lin_1",
      codeHash: name("code"),
      redirectUri: "x",
      challenge: "x",
      expiresAt: after(60_000),
    },
  });
}

const left = async () => ({
  access: await db().oAuthAccessToken.count(),
  refresh: await db().oAuthRefreshToken.count(),
  codes: await db().oAuthCode.count(),
});

test("keeps what still counts, and deletes each kind when it no longer does", async () => {
  await makeTokens();
  expect(await deleteOldTokens(after(HOUR_MS - 1))).toBe(0);
  await deleteOldTokens(after(HOUR_MS));
  expect(await left()).toEqual({ access: 0, refresh: 2, codes: 1 });
  await deleteOldTokens(after(2 * DAY_MS));
  expect(await left()).toEqual({ access: 0, refresh: 2, codes: 0 });
  await deleteOldTokens(after(30 * DAY_MS));
  expect(await left()).toEqual({ access: 0, refresh: 1, codes: 0 });
});

test.each([
  ["was disconnected", { revokedAt: NOW }],
  ["has expired", { expiresAt: NOW }],
])("deletes all tokens of an app that %s, a day later", async (_which, changes) => {
  await makeTokens(changes);
  await deleteOldTokens(after(DAY_MS - 1));
  expect((await left()).refresh).toBe(2);
  await deleteOldTokens(after(DAY_MS));
  expect((await left()).refresh).toBe(0);
});
