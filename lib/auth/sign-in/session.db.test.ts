import { beforeEach, expect, test, vi } from "vitest";
import { readSession } from "#lib/auth/sessions/queries";
import { authOptions } from "#lib/auth/sign-in/session";
import { DAY_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { env } from "#lib/env";
import { forget } from "#lib/process";
import { provideTestEnv, useDatabase } from "#testing/databases/use-database";
import { stillRateLimits } from "#testing/machine/still-rate-limits";
import { makeUser, NOW } from "#testing/people/factories";
import { DEVICE, makeSession } from "#testing/people/sessions";

// Next.js knows the cookies of a request. Outside of one nobody is signed in.
vi.mock("next-auth", async (original) => ({ ...(await original<object>()), getServerSession: async () => null }));

/** Reads a cookie as next-auth does. */
const { decode } = await vi.importActual<{ decode(params: object): Promise<unknown> }>("next-auth/jwt");

useDatabase();
stillRateLimits();
beforeEach(() => forget("rate-limit:new-accounts:network"));

/** Comes back from the provider, as a person whose email it has confirmed. */
function comeBack(name: string, address: string): Promise<boolean | string> | undefined {
  const email = `${name}@example.com`;
  return authOptions({ address, device: DEVICE }).callbacks?.signIn?.({
    account: { provider: "oidc", providerAccountId: name, type: "oauth" },
    user: { id: name, name, email },
    profile: { email_verified: true },
  } as never) as Promise<boolean | string>;
}

test("next-auth ends the session on the server when somebody signs out", async () => {
  const { secret } = await makeSession(await makeUser("Ada"));
  const { events, session } = authOptions({ address: "192.0.2.1", device: DEVICE });
  expect(session?.maxAge).toBe(30 * 24 * 60 * 60);
  await events?.signOut?.({ token: { sessionSecret: secret }, session: { expires: "" } });
  expect(await readSession(secret, NOW)).toBeNull();
});

test("the row alone says when a session ends, also on a machine whose clock is days ahead", async () => {
  const { jwt, secret = "" } = authOptions({ address: "192.0.2.1", device: DEVICE });
  const token = { sub: "usr_x", sessionSecret: "secret" };
  const cookie = (await jwt?.encode?.({ token, secret: String(secret), maxAge: 30 * 24 * 60 * 60 })) ?? "";
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 35 * DAY_MS });
  expect(await decode({ token: cookie, secret: String(secret) })).toMatchObject(token);
  vi.useRealTimers();
});

test("the short cookies of a sign-in end as next-auth wants", async () => {
  const { jwt, secret = "" } = authOptions({ address: "192.0.2.1", device: DEVICE });
  const given = { token: { sub: "state" }, secret: String(secret), maxAge: 60, salt: "state" };
  const cookie = (await jwt?.encode?.(given)) ?? "";
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + DAY_MS });
  await expect(decode({ ...given, token: cookie })).rejects.toThrow();
  vi.useRealTimers();
});

test("scripts of a page get no secret from next-auth", async () => {
  const { callbacks } = authOptions({ address: "192.0.2.1", device: DEVICE });
  const asked = { session: { expires: "later" }, token: { sub: "usr_x", sessionSecret: "secret" } };
  expect(await callbacks?.session?.(asked as never)).toEqual({ expires: "later" });
});

test("accounts that providers make have the limit of sign-ups: 30 an hour for each network", async () => {
  provideTestEnv({ DATABASE_URL: env().DATABASE_URL ?? "", SIGN_UP: "open" });
  await makeUser("Ada");
  for (let index = 0; index < 30; index += 1) expect(await comeBack(`guest${index}`, "192.0.2.1")).toBe(true);
  expect(await comeBack("guest30", "192.0.2.1")).toBe("/sign-in?error=TOO_MANY_ACCOUNTS");
  expect(await db().user.count()).toBe(31);
  // Who has an account still signs in, and other networks have a number of their own.
  expect(await comeBack("guest0", "192.0.2.1")).toBe(true);
  expect(await comeBack("guest30", "198.51.100.7")).toBe(true);
  const made = await db().auditEvent.findFirstOrThrow({ where: { action: "user.created", targetName: "guest30" } });
  expect(made.address).toBe("198.51.100.7");
});

test.each([
  ["http://localhost:3000/invite/abc", "&callbackUrl=%2Finvite%2Fabc"],
  ["/w/acme", "&callbackUrl=%2Fw%2Facme"],
  ["http://localhost:3000/", ""],
  ["https://evil.example/invite/abc", ""],
  [undefined, ""],
])("who is refused after leaving from %s can sign in another way and still gets there", async (returnTo, callback) => {
  provideTestEnv({ DATABASE_URL: env().DATABASE_URL ?? "" });
  await makeUser("Ada");
  const { callbacks } = authOptions({ address: "192.0.2.1", device: DEVICE, returnTo });
  const stranger = {
    account: { provider: "oidc", providerAccountId: "eve", type: "oauth" },
    user: { id: "eve", name: "Eve", email: "eve@example.com" },
    profile: { email_verified: true },
  };
  expect(await callbacks?.signIn?.(stranger as never)).toBe(`/sign-in?error=NOT_INVITED${callback}`);
});

test("a session remembers the email that the provider confirmed, in lower case, and none that it did not", async () => {
  provideTestEnv({ DATABASE_URL: env().DATABASE_URL ?? "", SIGN_UP: "open" });
  await makeUser("Ada");
  const { callbacks } = authOptions({ address: "192.0.2.1", device: DEVICE });
  const account = { provider: "oidc", providerAccountId: "grace", type: "oauth" };
  const confirmed = async (email_verified: boolean) => {
    const user = { id: "grace", name: "Grace", email: "Grace@Example.com" };
    expect(await callbacks?.signIn?.({ account, user, profile: { email_verified } } as never)).toBe(true);
    await callbacks?.jwt?.({ token: {}, account, user } as never);
    const session = await db().session.findFirstOrThrow({ orderBy: { id: "desc" } });
    return session.confirmedEmail;
  };
  expect(await confirmed(true)).toBe("grace@example.com");
  expect(await confirmed(false)).toBeNull();
});
