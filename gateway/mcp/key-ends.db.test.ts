import { beforeEach, describe, expect, test } from "vitest";
import { MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { revokeKey } from "#lib/keys/life/revoke-key";
import { rotateKey } from "#lib/keys/life/rotate";
import { revokeKeySchema, rotateKeySchema } from "#lib/keys/life/schema";
import { forget } from "#lib/process";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { useGateway } from "#testing/machine/use-gateway";
import { callerOf, makeKey, NOW } from "#testing/people/factories";

useDatabase();
const world = useGateway();
beforeEach(() => forget("legacy-keys"));

const PING = { method: "ping" };
const statusOf = async (token: string) => (await post(world.url, token, PING)).status;
const rotate = (keyId: string, overlap: string) =>
  rotateKey(callerOf(world.ada, world.now), rotateKeySchema.parse({ keyId, overlap }));

describe("at the running gateway", () => {
  test("refuses a rotated token at once, and accepts the new one", async () => {
    const { token, keyId } = world;
    expect(await statusOf(token)).toBe(200);
    const { token: next } = await rotate(keyId, "none");
    expect([await statusOf(token), await statusOf(next)]).toEqual([401, 200]);
  });

  test("accepts a rotated token until the end of the overlap, together with the new one", async () => {
    const { token, keyId } = world;
    const { token: next } = await rotate(keyId, "15_minutes");
    world.now = new Date(NOW.getTime() + 15 * MINUTE_MS - 1);
    expect([await statusOf(token), await statusOf(next)]).toEqual([200, 200]);
    world.now = new Date(NOW.getTime() + 15 * MINUTE_MS);
    expect([await statusOf(token), await statusOf(next)]).toEqual([401, 200]);
  });

  test("accepts only the last key of a chain of rotations", async () => {
    let { token, keyId } = world;
    const tokens = [token];
    for (let index = 0; index < 4; index += 1) {
      const created = await rotate(keyId, "none");
      [token, keyId] = [created.token, created.key.id];
      tokens.push(token);
    }
    expect(await Promise.all(tokens.map(statusOf))).toEqual([401, 401, 401, 401, 200]);
    expect(await db().key.groupBy({ by: ["familyId"], _count: true })).toMatchObject([{ _count: 5 }]);
  });

  test("leaves at most one working key when a key is revoked while it is rotated", async () => {
    const { token, keyId } = world;
    const revoking = revokeKey(callerOf(world.ada, world.now), revokeKeySchema.parse({ keyId }));
    const [, rotated] = await Promise.allSettled([revoking, rotate(keyId, "1_hour")]);
    expect(await statusOf(token)).toBe(401);
    if (rotated.status === "fulfilled") expect(await statusOf(rotated.value.token)).toBe(200);
  });
});

describe("a legacy token at the running gateway", () => {
  const legacy = "legacy/token+of~another=system";

  test("is accepted as a bearer token and in X-API-Key, while legacy tokens exist", async () => {
    expect(await statusOf(legacy)).toBe(401);
    forget("legacy-keys");
    await makeKey(world.ada, [world.acme], { token: legacy, isLegacy: true });
    expect(await statusOf(legacy)).toBe(200);
    expect((await post(world.url, null, PING, { "x-api-key": legacy })).status).toBe(200);
    await db().key.updateMany({ data: { revokedAt: NOW } });
    expect(await statusOf(legacy)).toBe(401);
  });

  test("is not accepted in the URL, and never repeated in an answer", async () => {
    await makeKey(world.ada, [world.acme], { token: legacy, isLegacy: true });
    const inAddress = await post(`${world.url}?token=${encodeURIComponent(legacy)}`, null, PING);
    const wrong = await post(world.url, `${legacy}x`, PING);
    expect([inAddress.status, wrong.status]).toEqual([400, 401]);
    expect(JSON.stringify([inAddress.body, wrong.body])).not.toContain(legacy);
  });
});
