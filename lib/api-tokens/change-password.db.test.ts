import { beforeEach, describe, expect, test } from "vitest";
import { authenticateApiToken } from "#lib/api-tokens/authenticate";
import { changePasswordAndCredentials, resetPasswordAndCredentials } from "#lib/api-tokens/change-password";
import { createApiToken, revokeApiToken } from "#lib/api-tokens/operations";
import { countOwnCredentials } from "#lib/api-tokens/own-credentials";
import { changePasswordAndCredentialsSchema } from "#lib/api-tokens/schema";
import { hashPassword } from "#lib/auth/passwords/password";
import { endSession } from "#lib/auth/sessions/end-sessions";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { createKey } from "#lib/keys/life/create-key";
import { createKeySchema } from "#lib/keys/settings/schema";
import { useDatabase } from "#testing/databases/use-database";
import {
  makeKey,
  makeServiceKey,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";
import { makeSession, type TestSession } from "#testing/people/sessions";

useDatabase();

const PASSWORD = "violet anchor tumble sieve";
const NEXT_PASSWORD = "copper lantern drifts seaward";
const BOTH = { endApiTokens: true, revokeKeys: true };
const NEITHER = { endApiTokens: false, revokeKeys: false };

let ada: TestUser;
let session: TestSession;
let acme: TestWorkspace;
let token: string;
let keys: Record<"own" | "expired" | "service" | "foreign", string>;

beforeEach(async () => {
  ada = await makeUser("Ada");
  await db().user.update({ where: { id: ada.id }, data: { passwordHash: await hashPassword(PASSWORD) } });
  session = await makeSession(ada);
  const bob = await makeUser("Bob");
  acme = await makeWorkspace("Acme", [
    [ada, "owner"],
    [bob, "member"],
  ]);
  ({ token } = await makeApiToken("Script"));
  await makeApiToken("Revoked").then(({ apiToken }) => revokeApiToken(session.caller, { apiTokenId: apiToken.id }));
  keys = {
    own: await makeKey(ada, [acme], { name: "Laptop" }),
    expired: await makeKey(ada, [acme], { expiresAt: addDays(NOW, -1) }),
    service: await makeServiceKey(acme),
    foreign: await makeKey(bob, [acme]),
  };
});

function makeApiToken(name: string) {
  return createApiToken(session.caller, { name, scopes: ["keys:read"], expiresInDays: 7 });
}

function change(chosen: typeof BOTH, currentPassword = PASSWORD): Promise<void> {
  return changePasswordAndCredentials(session.caller, { currentPassword, newPassword: NEXT_PASSWORD, ...chosen });
}

const isTokenUsable = async () =>
  (await authenticateApiToken(token, NOW, { address: "192.0.2.1", app: null })) !== null;

async function revokedKeys(): Promise<string[]> {
  const rows = await db().key.findMany({ where: { revokedAt: { not: null } }, select: { id: true } });
  return rows.map(({ id }) => id);
}

test("counts the usable API tokens and keys of the caller", async () => {
  expect(await countOwnCredentials(session.caller)).toEqual({ apiTokens: 1, keys: 1, apps: 0 });
  expect(await countOwnCredentials({ ...session.caller, now: addDays(NOW, 8) })).toEqual({
    apiTokens: 0,
    keys: 1,
    apps: 0,
  });
});

test("leaves API tokens and keys as they are unless the person wants them to end", async () => {
  await change(NEITHER);
  expect(await isTokenUsable()).toBe(true);
  expect(await revokedKeys()).toEqual([]);
});

test("ends API tokens alone", async () => {
  await change({ ...NEITHER, endApiTokens: true });
  expect(await isTokenUsable()).toBe(false);
  expect(await revokedKeys()).toEqual([]);
});

test("ends all usable keys of the person, and no service key or key of somebody else", async () => {
  await change({ ...NEITHER, revokeKeys: true });
  expect(await isTokenUsable()).toBe(true);
  expect(await revokedKeys()).toEqual([keys.own]);
  const revoked = { revokedById: ada.id, revokedReason: "The password was changed", revokedAt: NOW };
  expect(await db().key.findUnique({ where: { id: keys.own } })).toMatchObject(revoked);
});

test("records each ended API token once, and each ended key for its owner and its workspace", async () => {
  const before = await db().auditEvent.count();
  await change(BOTH);
  const events = await db().auditEvent.findMany({ orderBy: { id: "asc" }, skip: before });
  const told = events.map(({ action, workspaceId, targetName }) => [action, workspaceId !== null, targetName]);
  expect(told.sort()).toEqual([
    ["api_token.revoked", false, "Script"],
    ["key.revoked", false, "Laptop"],
    ["key.revoked", true, "Laptop"],
    ["user.password_changed", false, "Ada"],
  ]);
});

test("ends nothing when the current password is wrong", async () => {
  await expect(change(BOTH, "wrong")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  expect(await isTokenUsable()).toBe(true);
  expect(await revokedKeys()).toEqual([]);
});

test("ends the API tokens and keys that an operator wants to end with a new password", async () => {
  await resetPasswordAndCredentials(ada.email, NEXT_PASSWORD, NOW, { apiTokens: true, keys: true });
  expect(await isTokenUsable()).toBe(false);
  expect(await revokedKeys()).toEqual([keys.own]);
  const event = { action: "key.revoked", workspaceId: null };
  expect(await db().auditEvent.findFirst({ where: event })).toMatchObject({ actorKind: "operator", actorId: null });
});

describe("a request under way in a session that ends", () => {
  let thief: TestSession;

  beforeEach(async () => {
    thief = await makeSession(ada);
  });

  test("makes no API token and no key after the password has changed", async () => {
    await change(BOTH);
    const refused = { code: "UNAUTHENTICATED" };
    const input = { name: "Late", scopes: ["keys:read" as const], expiresInDays: 7 };
    await expect(createApiToken(thief.caller, input)).rejects.toMatchObject(refused);
    const key = createKeySchema.parse({ workspaceIds: [acme.id] });
    await expect(createKey(thief.caller, key)).rejects.toMatchObject(refused);
    expect(await countOwnCredentials(session.caller)).toEqual({ apiTokens: 0, keys: 0, apps: 0 });
  });

  test("leaves nothing behind, however many requests run while the password changes", async () => {
    const key = createKeySchema.parse({ workspaceIds: [acme.id] });
    const requests = Array.from({ length: 8 }, () => createKey(thief.caller, key));
    await Promise.allSettled([change(BOTH), ...requests]);
    await Promise.allSettled(Array.from({ length: 8 }, () => createKey(thief.caller, key)));
    expect(await countOwnCredentials(session.caller)).toEqual({ apiTokens: 0, keys: 0, apps: 0 });
  });

  test("makes no API token after the session was ended alone", async () => {
    await endSession(session.caller, { sessionId: thief.id });
    const input = { name: "Late", scopes: ["keys:read" as const], expiresInDays: 7 };
    await expect(createApiToken(thief.caller, input)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});

describe("the form", () => {
  const passwords = { currentPassword: PASSWORD, newPassword: NEXT_PASSWORD };

  test("ends what is checked", () => {
    const input = changePasswordAndCredentialsSchema.parse({ ...passwords, endApiTokens: "on", revokeKeys: "on" });
    expect(input).toMatchObject(BOTH);
  });

  test("ends nothing that is not checked", () => {
    expect(changePasswordAndCredentialsSchema.parse(passwords)).toMatchObject(NEITHER);
  });
});
