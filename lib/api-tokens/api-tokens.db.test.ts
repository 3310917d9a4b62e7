import { beforeEach, describe, expect, test } from "vitest";
import { authenticateApiToken } from "#lib/api-tokens/authenticate";
import { USABLE_TOKENS_MAX } from "#lib/api-tokens/limits";
import { createApiToken, revokeApiToken } from "#lib/api-tokens/operations";
import { listApiTokens } from "#lib/api-tokens/queries";
import { hashPassword } from "#lib/auth/passwords/password";
import type { Caller } from "#lib/auth/principal";
import { addDays, HOUR_MS, MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { useDatabase } from "#testing/databases/use-database";
import { callerOf, makeUser, NOW, type TestUser } from "#testing/people/factories";

useDatabase();

let ada: TestUser;
beforeEach(async () => {
  ada = await makeUser("Ada");
});

const INPUT = { name: "Terraform", scopes: ["keys:read" as const], expiresInDays: 30 };
const USE = { address: "127.0.0.1", app: null };

describe("a personal API token", () => {
  test("is shown once, and acts for its owner until it ends", async () => {
    const { apiToken, token } = await createApiToken(callerOf(ada), INPUT);
    expect(token).toMatch(/^latchkey_pat_[0-9A-Za-z]{49}$/);
    expect(apiToken).toMatchObject({ name: "Terraform", status: "active", expiresAt: addDays(NOW, 30), lastUse: null });
    expect(apiToken.mask).toMatch(/^latchkey_pat_.{5}….{5}$/);
    expect(JSON.stringify(await db().apiToken.findMany())).not.toContain(token);
    expect(await authenticateApiToken(token, NOW, USE)).toMatchObject({ userId: ada.id, scopes: ["keys:read"] });
    expect(await authenticateApiToken(token, addDays(NOW, 30), USE)).toBeNull();
  });

  test("is refused as soon as it is revoked, and revoking it again changes nothing", async () => {
    const { apiToken, token } = await createApiToken(callerOf(ada), INPUT);
    const revoke = () => revokeApiToken(callerOf(ada), { apiTokenId: apiToken.id });
    expect(await revoke()).toMatchObject({ status: "revoked" });
    expect(await authenticateApiToken(token, NOW, USE)).toBeNull();
    await revoke();
    expect(await db().auditEvent.count({ where: { action: "api_token.revoked" } })).toBe(1);
  });

  test("stores its last use at most once a minute", async () => {
    const { token } = await createApiToken(callerOf(ada), INPUT);
    const useAfter = async (ms: number, address: string) => {
      await authenticateApiToken(token, new Date(NOW.getTime() + ms), { address, app: null });
      return (await listApiTokens(callerOf(ada)))[0]?.lastUse;
    };
    const first = { at: NOW, address: "192.0.2.1", app: null };
    expect(await useAfter(0, "192.0.2.1")).toEqual(first);
    expect(await useAfter(MINUTE_MS - 1, "192.0.2.2")).toEqual(first);
    const later = { at: new Date(NOW.getTime() + MINUTE_MS), address: "192.0.2.3", app: null };
    expect(await useAfter(MINUTE_MS, "192.0.2.3")).toEqual(later);
  });

  test("can be seen and revoked by nobody else", async () => {
    const grace = await makeUser("Grace");
    const { apiToken } = await createApiToken(callerOf(ada), INPUT);
    expect(await listApiTokens(callerOf(grace))).toEqual([]);
    const refused = revokeApiToken(callerOf(grace), { apiTokenId: apiToken.id });
    await expect(refused).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await listApiTokens(callerOf(ada))).toMatchObject([{ status: "active" }]);
  });

  test("cannot create or revoke tokens", async () => {
    const { apiToken } = await createApiToken(callerOf(ada), INPUT);
    const principal = { kind: "api_token", userId: ada.id, apiTokenId: apiToken.id, scopes: ["keys:write"] } as const;
    const script: Caller = { principal, now: NOW, address: null };
    await expect(createApiToken(script, INPUT)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(revokeApiToken(script, { apiTokenId: apiToken.id })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("a person who signed in more than an hour ago", () => {
  const longAgo = () => callerOf(ada, NOW, new Date(NOW.getTime() - HOUR_MS - 1));

  test("creates a token only with the password", async () => {
    await db().user.update({
      where: { id: ada.id },
      data: { passwordHash: await hashPassword("correct horse battery") },
    });
    await expect(createApiToken(longAgo(), INPUT)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      fields: { password: expect.stringContaining("Enter your password") },
    });
    const wrong = createApiToken(longAgo(), { ...INPUT, password: "wrong" });
    await expect(wrong).rejects.toMatchObject({ fields: { password: "This is not your current password." } });
    expect(await db().apiToken.count()).toBe(0);
    await createApiToken(longAgo(), { ...INPUT, password: "correct horse battery" });
    expect(await db().apiToken.count()).toBe(1);
    expect(JSON.stringify(await db().auditEvent.findMany())).not.toContain("horse");
  });

  test("must sign in again when the account has no password", async () => {
    await db().user.update({ where: { id: ada.id }, data: { passwordHash: null } });
    await expect(createApiToken(longAgo(), INPUT)).rejects.toMatchObject({ fields: { signIn: expect.any(String) } });
    expect(await db().apiToken.count()).toBe(0);
  });
});

test("one person has at most 50 usable tokens, also when two are created at the same time", async () => {
  for (let made = 0; made < USABLE_TOKENS_MAX - 1; made += 1) await createApiToken(callerOf(ada), INPUT);
  const both = await Promise.allSettled([1, 2].map(() => createApiToken(callerOf(ada), INPUT)));
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await db().apiToken.count()).toBe(USABLE_TOKENS_MAX);
  const [expired] = await listApiTokens(callerOf(ada));
  await db().apiToken.update({ where: { id: expired?.id }, data: { expiresAt: NOW } });
  await createApiToken(callerOf(ada), INPUT);
  await expect(createApiToken(callerOf(ada), INPUT)).rejects.toMatchObject({ code: "CONFLICT" });
});
