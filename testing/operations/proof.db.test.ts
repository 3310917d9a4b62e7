import { beforeEach, describe, expect, test } from "vitest";
import { createApiToken } from "#lib/api-tokens/operations";
import { hashPassword } from "#lib/auth/passwords/password";
import type { Caller } from "#lib/auth/principal";
import { addDays, HOUR_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { createKey } from "#lib/keys/life/create-key";
import { createServiceKey } from "#lib/keys/life/create-service-key";
import { rotateKey, rotateServiceKey } from "#lib/keys/life/rotate";
import { createKeySchema, createServiceKeySchema } from "#lib/keys/settings/schema";
import { updateKey, updateServiceKey } from "#lib/keys/settings/update-key";
import { changeRole } from "#lib/members/change-role";
import { inviteMember } from "#lib/members/invite";
import { connectApp } from "#lib/oauth/consent/connect-app";
import { connectAppSchema } from "#lib/oauth/consent/schema";
import { consentQuery } from "#testing/clients/oauth-client";
import { callerOf, makeKey, makeServiceKey, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const PASSWORD = "violet anchor tumble sieve";
const THIRTY_DAYS = { expiresAt: addDays(NOW, 30) };

const world = useWorkspace({ acme: { ada: "owner", mia: "member", alan: "admin" } }, async ({ ada, acme }) => ({
  keyId: await makeKey(ada, [acme], THIRTY_DAYS),
  serviceKeyId: await makeServiceKey(acme, THIRTY_DAYS),
  fullKeyId: await makeKey(ada, [acme], { ...THIRTY_DAYS, scopes: ["mcp:full"] }),
  eternalKeyId: await makeKey(ada, [acme]),
}));

/** Two hours after Ada signed in. */
let late: Caller;
beforeEach(() => {
  late = callerOf(world.ada, NOW, new Date(NOW.getTime() - 2 * HOUR_MS));
});

const setPassword = async () =>
  db().user.update({ where: { id: world.ada.id }, data: { passwordHash: await hashPassword(PASSWORD) } });

type Attempt = (caller: Caller, password?: string) => Promise<unknown>;

const key =
  (settings: object): Attempt =>
  (caller, password) =>
    createKey(caller, createKeySchema.parse({ workspaceIds: [world.acme.id], ...settings, password }));
const app =
  (settings: object): Attempt =>
  (caller, password) =>
    connectApp(
      caller,
      connectAppSchema.parse({ query: consentQuery(), workspaceIds: [world.acme.id], ...settings, password }),
    );
const serviceKey =
  (settings: object): Attempt =>
  (caller, password) =>
    createServiceKey(
      caller,
      createServiceKeySchema.parse({ workspace: world.acme.id, name: "Deploys", ...settings, password }),
    );
const rotation =
  (id: "keyId" | "fullKeyId" | "eternalKeyId", expiresInDays: number | null | "same"): Attempt =>
  (caller, password) =>
    rotateKey(caller, { keyId: world[id], overlap: "none", expiresInDays, password });
const serviceRotation =
  (expiresInDays: number | null | "same"): Attempt =>
  (caller, password) => {
    const { serviceKeyId: keyId, acme } = world;
    return rotateServiceKey(caller, { workspace: acme.id, keyId, overlap: "none", expiresInDays, password });
  };
const role =
  (name: "mia" | "alan", given: "owner" | "admin" | "member"): Attempt =>
  (caller, password) =>
    changeRole(caller, { workspace: world.acme.id, userId: world[name].id, role: given, password });
const invitation =
  (given: "owner" | "admin" | "member"): Attempt =>
  (caller, password) =>
    inviteMember(caller, { workspace: world.acme.id, email: "new@example.com", role: given, password });

const ASKED: [string, Attempt][] = [
  ["a key that never expires", key({ expiresInDays: null })],
  ["a key of 91 days", key({ expiresInDays: 91 })],
  ["a key until an instant after 91 days", key({ expiresAt: addDays(NOW, 91) })],
  ["a key with full access", key({ scopes: ["mcp:full"] })],
  ["an app that never expires", app({ expiresInDays: null })],
  ["an app with full access", app({ scopes: ["mcp:full"] })],
  ["a service key that never expires", serviceKey({ expiresInDays: null })],
  ["a service key with full access", serviceKey({ scopes: ["mcp:tools:list", "mcp:full"] })],
  ["rotating a 30-day key to 31 days", rotation("keyId", 31)],
  ["rotating a 30-day key to never", rotation("keyId", null)],
  ["rotating a key with full access", rotation("fullKeyId", "same")],
  ["rotating a key that never expires", rotation("eternalKeyId", "same")],
  ["rotating a service key to never", serviceRotation(null)],
  ["widening a key", (caller, password) => updateKey(caller, { keyId: world.keyId, scopes: ["mcp:full"], password })],
  [
    "widening a service key",
    (caller, password) => {
      const { serviceKeyId: keyId, acme } = world;
      return updateServiceKey(caller, { workspace: acme.id, keyId, scopes: ["mcp:full"], password });
    },
  ],
  ["inviting an owner", invitation("owner")],
  ["inviting an admin", invitation("admin")],
  ["making a member an admin", role("mia", "admin")],
  ["making an admin an owner", role("alan", "owner")],
  [
    "an API token",
    (caller, password) =>
      createApiToken(caller, {
        name: "Script",
        scopes: ["keys:read"],
        expiresInDays: 7,
        ...(password && { password }),
      }),
  ],
];

const NOT_ASKED: [string, Attempt][] = [
  ["an ordinary key of 90 days", key({})],
  ["a key of seven days that lists tools", key({ scopes: ["mcp:tools:list"], expiresInDays: 7 })],
  ["an ordinary service key", serviceKey({})],
  ["rotating a 30-day key with the same lifetime", rotation("keyId", "same")],
  ["rotating a 30-day key to seven days", rotation("keyId", 7)],
  ["rotating a service key with the same lifetime", serviceRotation("same")],
  ["inviting a member", invitation("member")],
  ["making an admin a member", role("alan", "member")],
];

async function contents(): Promise<unknown> {
  return [
    await db().key.findMany({ orderBy: { id: "asc" } }),
    await db().membership.findMany({ orderBy: { userId: "asc" } }),
    await db().invitation.count(),
    await db().apiToken.count(),
  ];
}

describe("two hours after the sign-in", () => {
  test.each(ASKED)("%s asks for the password, and takes it", async (_what, attempt) => {
    await setPassword();
    const before = await contents();
    await expect(attempt(late)).rejects.toMatchObject({
      fields: { password: expect.stringContaining("Enter your password to confirm it.") },
    });
    await expect(attempt(late, "wrong")).rejects.toMatchObject({ fields: { password: expect.any(String) } });
    expect(await contents()).toEqual(before);
    await attempt(late, PASSWORD);
    expect(await contents()).not.toEqual(before);
  });

  test.each(ASKED)("%s sends accounts without a password to sign in again", async (_what, attempt) => {
    const before = await contents();
    await expect(attempt(late)).rejects.toMatchObject({ fields: { signIn: expect.stringContaining("Sign in again") } });
    expect(await contents()).toEqual(before);
  });

  test.each(NOT_ASKED)("%s needs nothing", async (_what, attempt) => {
    await attempt(late);
  });
});

test.each(ASKED)("within an hour of the sign-in, %s needs nothing", async (_what, attempt) => {
  await attempt(callerOf(world.ada, NOW, new Date(NOW.getTime() - HOUR_MS)));
});
