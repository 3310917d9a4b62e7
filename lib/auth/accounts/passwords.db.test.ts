import { beforeEach, expect, test } from "vitest";
import { disableUser, enableUser, resetPassword } from "#lib/auth/accounts/administration";
import { changePassword } from "#lib/auth/accounts/change-password";
import { updateProfile } from "#lib/auth/accounts/own-account";
import { signUp } from "#lib/auth/accounts/sign-up";
import { checkCredentials } from "#lib/auth/passwords/check-password";
import { hashPassword } from "#lib/auth/passwords/password";
import { beginSession } from "#lib/auth/sessions/begin-session";
import { readSession } from "#lib/auth/sessions/queries";
import { db } from "#lib/db/client";
import { useDatabase } from "#testing/databases/use-database";
import { callerOf, makeUser, NOW, type TestUser } from "#testing/people/factories";
import { makeSession } from "#testing/people/sessions";

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
const visitor = { address: "192.0.2.1", device: "Chrome on Linux" };

/** Signs in from a network of its own, so that no attempt counts against another one. @returns null when it is refused */
async function signIn(password: string, network: number): Promise<string | null> {
  const verified = await checkCredentials({ email: ada.email, password }, `10.${address}.${network}.1`);
  return verified && beginSession(verified, visitor, later);
}

test("accepts the right password, and refuses a wrong one and an unknown email", async () => {
  expect(await checkCredentials({ email: ada.email, password: PASSWORD }, from())).toEqual({
    id: ada.id,
    credentialVersion: 0,
  });
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
  const [here, there] = [await makeSession(ada), await makeSession(ada)];
  const caller = { ...here.caller, now: later };
  await changePassword(caller, { currentPassword: PASSWORD, newPassword: NEXT_PASSWORD });
  expect(await readSession(there.secret, later)).toBeNull();
  expect(await readSession(here.secret, later)).toMatchObject({ principal: { userId: ada.id, credentialVersion: 1 } });
  expect(await checkCredentials({ email: ada.email, password: NEXT_PASSWORD }, from())).not.toBeNull();
});

test("gives a session that is not valid to a sign-in that verified the old password before the change", async () => {
  const { caller } = await makeSession(ada);
  const verified = await checkCredentials({ email: ada.email, password: PASSWORD }, from());
  if (!verified) throw new Error("The password is right.");
  await changePassword(caller, { currentPassword: PASSWORD, newPassword: NEXT_PASSWORD });
  expect(await readSession(await beginSession(verified, visitor, later), later)).toBeNull();
});

test("leaves no session of the old password, however many sign-ins run while the password changes", async () => {
  const { caller } = await makeSession(ada);
  const change = changePassword(caller, { currentPassword: PASSWORD, newPassword: NEXT_PASSWORD });
  const signIns = Array.from({ length: 11 }, (_, network) => signIn(PASSWORD, network));
  const secrets = await Promise.all(signIns);
  await change;
  const sessions = await Promise.all(secrets.map((secret) => secret && readSession(secret, later)));
  expect(sessions.filter(Boolean)).toEqual([]);
});

test("keeps no session that ended before the change", async () => {
  const { caller, secret, id } = await makeSession(ada);
  await db().session.delete({ where: { id } });
  await changePassword(caller, { currentPassword: PASSWORD, newPassword: NEXT_PASSWORD });
  expect(await readSession(secret, later)).toBeNull();
});

test("lets one of two changes at the same time win, and refuses the other one", async () => {
  const passwords = [NEXT_PASSWORD, "marble thicket ordinary plume"];
  const sessions = [await makeSession(ada), await makeSession(ada)];
  const changes = await Promise.allSettled(
    sessions.map(({ caller }, index) =>
      changePassword(caller, { currentPassword: PASSWORD, newPassword: passwords[index] ?? "" }),
    ),
  );
  const winner = changes.findIndex(({ status }) => status === "fulfilled");
  expect(changes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await signIn(passwords[winner] ?? "", 1)).not.toBeNull();
  expect(await readSession(sessions[winner]?.secret ?? "", later)).not.toBeNull();
  expect(await readSession(sessions[1 - winner]?.secret ?? "", later)).toBeNull();
});

test("refuses to change the password without the current one", async () => {
  const { secret } = await makeSession(ada);
  const caller = { ...callerOf(ada, later), address: from() };
  const change = changePassword(caller, { currentPassword: "wrong", newPassword: NEXT_PASSWORD });
  await expect(change).rejects.toMatchObject({ fields: { currentPassword: expect.any(String) } });
  expect(await readSession(secret, later)).not.toBeNull();
});

test("refuses the sign-in of a disabled account until it is enabled", async () => {
  await disableUser(ada.email, later);
  expect(await checkCredentials({ email: ada.email, password: PASSWORD }, from())).toBeNull();
  await enableUser(ada.email, later);
  expect(await checkCredentials({ email: ada.email, password: PASSWORD }, from())).not.toBeNull();
});

test("ends every session when an operator resets the password", async () => {
  const { secret } = await makeSession(ada);
  const verified = await checkCredentials({ email: ada.email, password: PASSWORD }, from());
  if (!verified) throw new Error("The password is right.");
  await resetPassword(ada.email, NEXT_PASSWORD, later);
  expect(await readSession(secret, later)).toBeNull();
  expect(await readSession(await beginSession(verified, visitor, later), later)).toBeNull();
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
