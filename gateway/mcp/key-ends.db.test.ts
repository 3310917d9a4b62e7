import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { revokeKey } from "#lib/keys/life/revoke-key";
import { rotateKey } from "#lib/keys/life/rotate";
import { revokeKeySchema, rotateKeySchema } from "#lib/keys/life/schema";
import { forget } from "#lib/process";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import {
  callerOf,
  makeKey,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";

useDatabase();

let now = NOW;
let gateway: RunningGateway;
let ada: TestUser;
let acme: TestWorkspace;
beforeAll(async () => {
  gateway = await startGateway({ now: () => now });
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  now = NOW;
  forget("legacy-keys");
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
});

const PING = { method: "ping" };
const statusOf = async (token: string) => (await post(gateway.url, token, PING)).status;
const rotate = (keyId: string, overlap: string) =>
  rotateKey(callerOf(ada, now), rotateKeySchema.parse({ keyId, overlap }));

describe("at the running gateway", () => {
  test("a token that was rotated away is refused at once, and the new one works", async () => {
    const { token, keyId } = await makeToken(ada, [acme]);
    expect(await statusOf(token)).toBe(200);
    const { token: next } = await rotate(keyId, "none");
    expect([await statusOf(token), await statusOf(next)]).toEqual([401, 200]);
  });

  test("with an overlap it works until its end, beside the new one", async () => {
    const { token, keyId } = await makeToken(ada, [acme]);
    const { token: next } = await rotate(keyId, "15_minutes");
    now = new Date(NOW.getTime() + 15 * MINUTE_MS - 1);
    expect([await statusOf(token), await statusOf(next)]).toEqual([200, 200]);
    now = new Date(NOW.getTime() + 15 * MINUTE_MS);
    expect([await statusOf(token), await statusOf(next)]).toEqual([401, 200]);
  });

  test("a chain of rotations leaves one key that works", async () => {
    let { token, keyId } = await makeToken(ada, [acme]);
    const tokens = [token];
    for (let index = 0; index < 4; index += 1) {
      const created = await rotate(keyId, "none");
      [token, keyId] = [created.token, created.key.id];
      tokens.push(token);
    }
    expect(await Promise.all(tokens.map(statusOf))).toEqual([401, 401, 401, 401, 200]);
    expect(await db().key.groupBy({ by: ["familyId"], _count: true })).toMatchObject([{ _count: 5 }]);
  });

  test("a key that is revoked while it is rotated ends either way with one that works at most", async () => {
    const { token, keyId } = await makeToken(ada, [acme]);
    const revoking = revokeKey(callerOf(ada, now), revokeKeySchema.parse({ keyId }));
    const [, rotated] = await Promise.allSettled([revoking, rotate(keyId, "1_hour")]);
    expect(await statusOf(token)).toBe(401);
    if (rotated.status === "fulfilled") expect(await statusOf(rotated.value.token)).toBe(200);
  });
});

describe("a legacy token at the running gateway", () => {
  const legacy = "legacy/token+of~another=system";

  test("is taken as a bearer and in X-API-Key, while there are any", async () => {
    expect(await statusOf(legacy)).toBe(401);
    forget("legacy-keys");
    await makeKey(ada, [acme], { token: legacy, isLegacy: true });
    expect(await statusOf(legacy)).toBe(200);
    expect((await post(gateway.url, null, PING, { "x-api-key": legacy })).status).toBe(200);
    await db().key.updateMany({ data: { revokedAt: NOW } });
    expect(await statusOf(legacy)).toBe(401);
  });

  test("is not taken from the address, and never repeated in an answer", async () => {
    await makeKey(ada, [acme], { token: legacy, isLegacy: true });
    const inAddress = await post(`${gateway.url}?token=${encodeURIComponent(legacy)}`, null, PING);
    const wrong = await post(gateway.url, `${legacy}x`, PING);
    expect([inAddress.status, wrong.status]).toEqual([400, 401]);
    expect(JSON.stringify([inAddress.body, wrong.body])).not.toContain(legacy);
  });
});
