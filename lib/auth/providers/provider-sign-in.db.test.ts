import { beforeEach, expect, test } from "vitest";
import { disableUser } from "#lib/auth/accounts/administration";
import { type ProviderIdentity, type SignedIn, signInWithProvider } from "#lib/auth/providers/provider-sign-in";
import { addDays, HOUR_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { env } from "#lib/env";
import { newId } from "#lib/ids";
import { provideTestEnv, useDatabase } from "#testing/databases/use-database";
import { makeUser, makeWorkspace, NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";

useDatabase();

const newcomer = { now: NOW, address: null };
let ada: TestUser;
let acme: TestWorkspace;

beforeEach(async () => {
  provideTestEnv({ DATABASE_URL: env().DATABASE_URL ?? "" });
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
});

function identity(email: string, more: Partial<ProviderIdentity> = {}): ProviderIdentity {
  return { provider: "oidc", providerAccountId: `sub-${email}`, name: "Grace", email, emailVerified: true, ...more };
}

async function invite(email: string, expiresAt = addDays(NOW, 7)): Promise<void> {
  const id = newId("inv");
  const invitation = { id, workspaceId: acme.id, email, role: "member", tokenHash: id, createdAt: NOW } as const;
  await db().invitation.create({ data: { ...invitation, invitedById: ada.id, expiresAt } });
}

/** A signed-in user whose credential has not changed since the account was made. */
function session(user: TestUser, authenticatedAt = NOW): SignedIn {
  return { id: user.id, credentialVersion: 0, authenticatedAt };
}

async function givePassword(user: TestUser): Promise<void> {
  await db().user.update({ where: { id: user.id }, data: { passwordHash: "$argon2id$…" } });
}

test("creates an account for an invited and confirmed email, and finds it again at the next sign-in", async () => {
  await invite("grace@example.com");
  const first = await signInWithProvider(newcomer, identity("Grace@Example.com"), null);
  expect(first).toMatchObject({ id: expect.stringMatching(/^usr_/), credentialVersion: 0 });
  expect(await signInWithProvider(newcomer, identity("Grace@Example.com", { email: null }), null)).toEqual(first);
});

test.each([
  ["not invited", identity("mallory@example.com"), "NOT_INVITED"],
  ["not confirmed", identity("mallory@example.com", { emailVerified: false }), "EMAIL_NOT_VERIFIED"],
  ["without an email", identity("x", { email: null }), "EMAIL_NOT_VERIFIED"],
])("refuses an identity that is %s, and creates nothing", async (_what, stranger, refused) => {
  expect(await signInWithProvider(newcomer, stranger, null)).toEqual({ refused });
  expect(await db().user.count()).toBe(1);
  expect(await db().account.count()).toBe(0);
});

test("refuses an identity whose invitation has expired", async () => {
  await invite("grace@example.com", NOW);
  expect(await signInWithProvider(newcomer, identity("grace@example.com"), null)).toEqual({ refused: "NOT_INVITED" });
});

test.each([
  ["is disabled", () => db().user.update({ where: { id: ada.id }, data: { disabledAt: NOW } })],
  ["is a member only", () => db().membership.updateMany({ data: { role: "member" } })],
  ["has left", () => db().membership.deleteMany()],
])("refuses an identity whose inviter %s", async (_what, change) => {
  await invite("grace@example.com");
  await change();
  expect(await signInWithProvider(newcomer, identity("grace@example.com"), null)).toEqual({ refused: "NOT_INVITED" });
});

test("creates an account for every confirmed email when sign-up is open", async () => {
  provideTestEnv({ DATABASE_URL: env().DATABASE_URL ?? "", SIGN_UP: "open" });
  expect(await signInWithProvider(newcomer, identity("grace@example.com"), null)).toHaveProperty("id");
});

test("does not link an identity to an account with a password that has the same email", async () => {
  await givePassword(ada);
  expect(await signInWithProvider(newcomer, identity(ada.email), null)).toEqual({ refused: "ACCOUNT_EXISTS" });
  expect(await db().account.count()).toBe(0);
});

test("links an identity with any email to the signed-in user, and records it in the audit log", async () => {
  await givePassword(ada);
  const connected = await signInWithProvider(newcomer, identity("ada@private.example.com"), session(ada));
  expect(connected).toEqual({ id: ada.id, credentialVersion: 0 });
  expect(await db().auditEvent.count({ where: { action: "user.provider_linked", targetId: ada.id } })).toBe(1);
});

test("connects no provider with a session that a change of the password has ended", async () => {
  await givePassword(ada);
  await db().user.update({ where: { id: ada.id }, data: { credentialVersion: 1 } });
  const thief = signInWithProvider(newcomer, identity("thief@example.com"), session(ada));
  expect(await thief).toEqual({ refused: "NOT_INVITED" });
  expect(await db().account.count()).toBe(0);
});

test("returns the version of the credential that is current at the sign-in", async () => {
  await signInWithProvider(newcomer, identity("ada@x.example.com"), session(ada));
  await db().user.update({ where: { id: ada.id }, data: { credentialVersion: 3 } });
  const found = await signInWithProvider(newcomer, identity("ada@x.example.com"), null);
  expect(found).toEqual({ id: ada.id, credentialVersion: 3 });
});

test("links a second provider with the same confirmed email to an account without a password", async () => {
  await invite("grace@example.com");
  const first = await signInWithProvider(newcomer, identity("grace@example.com"), null);
  const google = identity("grace@example.com", { provider: "google", providerAccountId: "g-1" });
  expect(await signInWithProvider(newcomer, google, null)).toEqual(first);
});

test("refuses a disabled account", async () => {
  await signInWithProvider(newcomer, identity("ada@x.example.com"), session(ada));
  await disableUser(ada.email, NOW);
  const refused = { refused: "ACCOUNT_DISABLED" };
  expect(await signInWithProvider(newcomer, identity("ada@x.example.com"), null)).toEqual(refused);
  expect(await signInWithProvider(newcomer, identity(ada.email), null)).toEqual(refused);
});

test("refuses an identity whose invitation was accepted already", async () => {
  await invite("grace@example.com");
  await db().invitation.updateMany({ data: { acceptedAt: NOW } });
  expect(await signInWithProvider(newcomer, identity("grace@example.com"), null)).toEqual({ refused: "NOT_INVITED" });
});

test("refuses every identity before the installation is set up", async () => {
  provideTestEnv({ DATABASE_URL: env().DATABASE_URL ?? "", SIGN_UP: "open" });
  await db().workspace.deleteMany();
  await db().user.deleteMany();
  expect(await signInWithProvider(newcomer, identity("grace@example.com"), null)).toEqual({ refused: "NOT_SET_UP" });
});

test("makes a name that the provider gives fit the rules for names, or takes the email instead", async () => {
  const nameOf = async (name: string, email: string) => {
    await invite(email);
    await signInWithProvider(newcomer, identity(email, { name }), null);
    return (await db().user.findUniqueOrThrow({ where: { email } })).name;
  };
  expect(await nameOf("\u202eGrace\nHopper\u200b", "grace@example.com")).toBe("Grace Hopper");
  expect(await nameOf("\u200b\u3164", "hidden@example.com")).toBe("hidden@example.com");
  expect(await nameOf("x".repeat(500), "long@example.com")).toBe("x".repeat(80));
});

test("connects no provider in a session whose sign-in is more than an hour old", async () => {
  const ada = await makeUser("Ada");
  await givePassword(ada);
  const old = session(ada, new Date(NOW.getTime() - HOUR_MS - 1));
  expect(await signInWithProvider(newcomer, identity("thief@example.com"), old)).toEqual({ refused: "SIGN_IN_AGAIN" });
  expect(await db().account.count()).toBe(0);
});
