import { beforeEach, expect, test } from "vitest";
import { disableUser, enableUser, resetPassword } from "#lib/auth/accounts/administration";
import { changePassword, updateProfile } from "#lib/auth/accounts/own-account";
import { signUp } from "#lib/auth/accounts/sign-up";
import { checkCredentials } from "#lib/auth/passwords/check-password";
import { hashPassword } from "#lib/auth/passwords/password";
import { userOfSession } from "#lib/auth/sessions/queries";
import { db } from "#lib/db/client";
import { useDatabase } from "#testing/databases/use-database";
import { callerOf, makeUser, NOW, type TestUser } from "#testing/people/factories";

useDatabase();

const PASSWORD = "violet anchor tumble sieve";
const NEXT_PASSWORD = "copper lantern drifts seaward";
const later = new Date(NOW.getTime() + 60_000);
let ada: TestUser;
let address = 0;

beforeEach(async () => {
  ada = await makeUser("Ada");
  await db().user.update({ where: { id: ada.id }, data: { passwordHash: await hashPassword(PASSWORD) } });
  address += 1;
});

const from = () => `10.0.0.${address}`;
const claims = (sessionId: string) => ({ userId: ada.id, sessionId, signedInAt: NOW });

test("accepts the right password, and refuses a wrong one and an unknown email", async () => {
  expect(await checkCredentials({ email: ada.email, password: PASSWORD }, from())).toEqual({ id: ada.id });
  expect(await checkCredentials({ email: ada.email, password: "wrong" }, from())).toBeNull();
  expect(await checkCredentials({ email: "nobody@example.com", password: PASSWORD }, from())).toBeNull();
});

test("refuses the attempt after five failures, even with the right password, with the time to wait", async () => {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    expect(await checkCredentials({ email: ada.email, password: "wrong" }, from())).toBeNull();
  }
  const sixth = checkCredentials({ email: ada.email, password: PASSWORD }, from());
  await expect(sixth).rejects.toMatchObject({ code: "RATE_LIMITED", retryAfterSeconds: expect.any(Number) });
});

test("counts attempts that arrive at the same time, and refuses those above the limit", async () => {
  const guesses = Array.from({ length: 12 }, () => checkCredentials({ email: ada.email, password: "wrong" }, from()));
  const results = await Promise.allSettled(guesses);
  expect(results.filter((result) => result.status === "rejected")).toHaveLength(7);
});

test("starts to count anew after a success", async () => {
  for (let round = 1; round <= 3; round += 1) {
    for (let failure = 1; failure <= 4; failure += 1) {
      await checkCredentials({ email: ada.email, password: "wrong" }, from());
    }
    expect(await checkCredentials({ email: ada.email, password: PASSWORD }, from())).not.toBeNull();
  }
});

test("ends the other sessions when the password changes, and keeps this one", async () => {
  const caller = { ...callerOf(ada, later), address: from() };
  await changePassword(caller, { currentPassword: PASSWORD, newPassword: NEXT_PASSWORD });
  expect(await userOfSession(claims("another"))).toBeNull();
  expect(await userOfSession(claims("test"))).toMatchObject({ id: ada.id });
  expect(await checkCredentials({ email: ada.email, password: NEXT_PASSWORD }, from())).not.toBeNull();
});

test("refuses to change the password without the current one", async () => {
  const caller = { ...callerOf(ada, later), address: from() };
  const change = changePassword(caller, { currentPassword: "wrong", newPassword: NEXT_PASSWORD });
  await expect(change).rejects.toMatchObject({ fields: { currentPassword: expect.any(String) } });
  expect(await userOfSession(claims("another"))).not.toBeNull();
});

test("ends the sessions of a disabled account and refuses its sign-in until it is enabled", async () => {
  await disableUser(ada.email, later);
  expect(await checkCredentials({ email: ada.email, password: PASSWORD }, from())).toBeNull();
  expect(await userOfSession(claims("any"))).toBeNull();
  await enableUser(ada.email, later);
  expect(await checkCredentials({ email: ada.email, password: PASSWORD }, from())).not.toBeNull();
});

test("ends every session when an operator resets the password", async () => {
  await resetPassword(ada.email, NEXT_PASSWORD, later);
  expect(await userOfSession(claims("any"))).toBeNull();
  expect(await checkCredentials({ email: ada.email, password: NEXT_PASSWORD }, from())).not.toBeNull();
});

test("refuses sign-up when accounts need an invitation", async () => {
  const input = { name: "Eve", email: "eve@example.com", password: PASSWORD };
  await expect(signUp({ now: NOW, address: null }, input)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("throttles wrong current passwords like failed sign-ins", async () => {
  const caller = { ...callerOf(ada, later), address: from() };
  const change = (currentPassword: string) => changePassword(caller, { currentPassword, newPassword: NEXT_PASSWORD });
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await expect(change("wrong")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  }
  await expect(change(PASSWORD)).rejects.toMatchObject({ code: "RATE_LIMITED" });
});

test("records no event when the name in the profile stays the same", async () => {
  await updateProfile(callerOf(ada), { name: "Ada" });
  expect(await db().auditEvent.count()).toBe(0);
  await updateProfile(callerOf(ada), { name: "Ada Lovelace" });
  expect(await db().auditEvent.count()).toBe(1);
});
