import { afterEach, beforeEach, expect, test } from "vitest";
import { checkCredentials, requireOwnPassword } from "#lib/auth/passwords/check-password";
import { hashPassword } from "#lib/auth/passwords/password";
import { FairQueue } from "#lib/bounds/fair-queue";
import { db } from "#lib/db/client";
import { newId } from "#lib/ids";
import { forget, provide } from "#lib/process";
import { useDatabase } from "#testing/databases/use-database";
import { stillRateLimits } from "#testing/machine/still-rate-limits";
import { callerOf, makeUser, type TestUser } from "#testing/people/factories";

stillRateLimits();
useDatabase();

const PASSWORD = "violet anchor tumble sieve";
/** More attempts than any limit of failures allows. */
const MANY = 60;

let ada: TestUser;

beforeEach(async () => {
  ada = await makeUser("Ada");
  await db().user.update({ where: { id: ada.id }, data: { passwordHash: await hashPassword(PASSWORD) } });
});
afterEach(() => forget("hashing-turns"));

/** Lets no password be checked, as when others have filled the queue. */
async function fillQueue(): Promise<void> {
  const queue = provide("hashing-turns", new FairQueue({ limit: 1 }, 1));
  await queue.acquire({ owner: "others" }, 1);
  void queue.acquire({ owner: "others" }, 1);
}

const signIn = (password: string, knownDevice: string | null) =>
  checkCredentials({ email: ada.email, password }, "192.0.2.1", knownDevice);
const prove = (sessionId: string, password: string) => {
  const { principal, ...caller } = callerOf(ada);
  return requireOwnPassword(
    { ...caller, principal: { ...principal, sessionId } as typeof principal },
    password,
    "password",
  );
};

test.each([
  ["a new browser", null],
  ["a known device", newId("evt")],
])("a password of %s that is not checked, because too many wait, is no failed attempt", async (_who, device) => {
  await fillQueue();
  for (let attempt = 1; attempt <= MANY; attempt += 1) {
    await expect(signIn(PASSWORD, device)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  }
  forget("hashing-turns");
  expect(await signIn("wrong", device)).toBeNull();
  expect(await signIn(PASSWORD, device)).toMatchObject({ id: ada.id });
});

test("a proof of a signed-in person that is not checked is no failed attempt either", async () => {
  const sessionId = newId("evt");
  await fillQueue();
  for (let attempt = 1; attempt <= MANY; attempt += 1) {
    await expect(prove(sessionId, PASSWORD)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  }
  forget("hashing-turns");
  await expect(prove(sessionId, "wrong")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  expect(await prove(sessionId, PASSWORD)).toMatchObject({ id: ada.id });
});
