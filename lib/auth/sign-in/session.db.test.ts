import { expect, test } from "vitest";
import { readSession } from "#lib/auth/sessions/queries";
import { authOptions } from "#lib/auth/sign-in/session";
import { useDatabase } from "#testing/databases/use-database";
import { makeUser, NOW } from "#testing/people/factories";
import { DEVICE, makeSession } from "#testing/people/sessions";

useDatabase();

test("next-auth ends the session on the server when somebody signs out", async () => {
  const { secret } = await makeSession(await makeUser("Ada"));
  const { events, session } = authOptions({ address: "192.0.2.1", device: DEVICE });
  expect(session?.maxAge).toBe(30 * 24 * 60 * 60);
  await events?.signOut?.({ token: { sessionSecret: secret }, session: { expires: "" } });
  expect(await readSession(secret, NOW)).toBeNull();
});

test("scripts of a page get no secret from next-auth", async () => {
  const { callbacks } = authOptions({ address: "192.0.2.1", device: DEVICE });
  const asked = { session: { expires: "later" }, token: { sub: "usr_x", sessionSecret: "secret" } };
  expect(await callbacks?.session?.(asked as never)).toEqual({ expires: "later" });
});
