import { beforeEach, expect, test } from "vitest";
import { disableUser, enableUser } from "#lib/auth/accounts/administration";
import { beginSession, SESSION_DAYS, SESSIONS_MAX } from "#lib/auth/sessions/begin-session";
import { endOtherSessions, endSession, signOut } from "#lib/auth/sessions/end-sessions";
import { listSessions, readSession } from "#lib/auth/sessions/queries";
import { deleteExpiredSessions } from "#lib/auth/sessions/retention";
import { addDays, MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { hashToken } from "#lib/secrets/token";
import { useDatabase } from "#testing/databases/use-database";
import { makeUser, NOW, type TestUser } from "#testing/people/factories";
import { DEVICE, makeSession } from "#testing/people/sessions";

useDatabase();

const after = (minutes: number) => new Date(NOW.getTime() + minutes * MINUTE_MS);
const visitor = { address: "192.0.2.1", device: DEVICE };
let ada: TestUser;

beforeEach(async () => {
  ada = await makeUser("Ada");
});

test("reads the person of a session, who signed in when the session began", async () => {
  const { id, secret } = await makeSession(ada);
  expect(await readSession(secret, after(90))).toEqual({
    user: { id: ada.id, name: ada.name, email: ada.email, hasPassword: false, confirmedEmail: null },
    principal: { kind: "user", userId: ada.id, sessionId: id, authenticatedAt: NOW, credentialVersion: 0 },
  });
});

test("knows no session by its id or its stored hash, and none by an invented secret", async () => {
  const { id, secret } = await makeSession(ada);
  for (const guess of [id, hashToken(secret), "", "anything"]) expect(await readSession(guess, NOW)).toBeNull();
});

test("ends a session 30 days after the sign-in, however often it is used", async () => {
  const { secret } = await makeSession(ada);
  const end = addDays(NOW, SESSION_DAYS);
  for (let day = 1; day < SESSION_DAYS; day += 1) {
    expect(await readSession(secret, addDays(NOW, day), "192.0.2.1")).not.toBeNull();
  }
  expect(await readSession(secret, new Date(end.getTime() - 1), "192.0.2.1")).not.toBeNull();
  expect(await readSession(secret, end, "192.0.2.1")).toBeNull();
});

test("ends a session on the server when its person signs out, and no other one", async () => {
  const [here, there] = [await makeSession(ada), await makeSession(ada)];
  await signOut(here.secret);
  expect(await readSession(here.secret, NOW)).toBeNull();
  expect(await readSession(there.secret, NOW)).not.toBeNull();
});

test("ends the session that a browser had when it signs in again", async () => {
  const before = await makeSession(ada);
  const secret = await beginSession({ id: ada.id, credentialVersion: 0 }, visitor, NOW, before.secret);
  expect(await readSession(before.secret, NOW)).toBeNull();
  expect(await readSession(secret, NOW)).not.toBeNull();
});

test("ends the session that was seen longest ago when a person has too many", async () => {
  const first = await makeSession(ada);
  const second = await makeSession(ada, after(1));
  const bob = await makeSession(await makeUser("Bob"));
  for (let more = 2; more < SESSIONS_MAX; more += 1) await makeSession(ada, after(2));
  await readSession(first.secret, after(10), "192.0.2.1");
  await Promise.all([makeSession(ada, after(11)), makeSession(ada, after(11))]);
  expect(await db().session.count({ where: { userId: ada.id } })).toBe(SESSIONS_MAX);
  expect(await readSession(first.secret, after(11))).not.toBeNull();
  expect(await readSession(second.secret, after(11))).toBeNull();
  expect(await readSession(bob.secret, after(11))).not.toBeNull();
});

test("notes the last request and its address at most once in five minutes", async () => {
  const { caller, secret } = await makeSession(ada);
  const seen = async () => (await listSessions(caller)).map(({ lastSeenAt, address }) => [lastSeenAt, address]);
  await readSession(secret, after(4), "192.0.2.4");
  expect(await seen()).toEqual([[NOW, "127.0.0.1"]]);
  await readSession(secret, after(5), "192.0.2.5");
  expect(await seen()).toEqual([[after(5), "192.0.2.5"]]);
  await readSession(secret, after(60));
  expect(await seen()).toEqual([[after(5), "192.0.2.5"]]);
});

test("lists the caller's valid sessions, the current one first, then the one that was seen last", async () => {
  const current = await makeSession(ada);
  const early = await makeSession(ada, after(1), "Firefox on Windows");
  const late = await makeSession(ada, after(2), "Safari on iPhone");
  await makeSession(ada, addDays(NOW, -SESSION_DAYS));
  await makeSession(await makeUser("Bob"));
  await beginSession({ id: ada.id, credentialVersion: 7 }, visitor, NOW);
  const listed = await listSessions(current.caller);
  expect(listed.map(({ id, isCurrent }) => [id, isCurrent])).toEqual([
    [current.id, true],
    [late.id, false],
    [early.id, false],
  ]);
  expect(listed[2]).toMatchObject({ device: "Firefox on Windows", signedInAt: after(1), address: "127.0.0.1" });
});

test("ends one session, records it, and says so when it has ended already", async () => {
  const [here, there] = [await makeSession(ada), await makeSession(ada, NOW, "Safari on iPhone")];
  await endSession(here.caller, { sessionId: there.id });
  expect(await readSession(there.secret, NOW)).toBeNull();
  expect(await readSession(here.secret, NOW)).not.toBeNull();
  const event = { action: "session.ended", actorId: ada.id, targetId: there.id, targetName: "Safari on iPhone" };
  expect(await db().auditEvent.findMany()).toMatchObject([event]);
  await expect(endSession(here.caller, { sessionId: there.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("does not end the session of somebody else, and says no more than of one that has ended", async () => {
  const bob = await makeSession(await makeUser("Bob"));
  const { caller } = await makeSession(ada);
  const refused = endSession(caller, { sessionId: bob.id });
  await expect(refused).rejects.toThrow("This session has ended already.");
  expect(await readSession(bob.secret, NOW)).not.toBeNull();
});

test("ends all other sessions of the caller, and records each", async () => {
  const bob = await makeSession(await makeUser("Bob"));
  const [here, ...others] = [await makeSession(ada), await makeSession(ada), await makeSession(ada)];
  await endOtherSessions(here.caller);
  for (const { secret } of others) expect(await readSession(secret, NOW)).toBeNull();
  for (const { secret } of [here, bob]) expect(await readSession(secret, NOW)).not.toBeNull();
  expect(await db().auditEvent.count({ where: { action: "session.ended", actorId: ada.id } })).toBe(2);
  await endOtherSessions(here.caller);
  expect(await db().auditEvent.count()).toBe(2);
});

test("lets no API token end sessions", async () => {
  const { id } = await makeSession(ada);
  const principal = { kind: "api_token", userId: ada.id, apiTokenId: "pat_x", scopes: [] } as const;
  const script = { principal, now: NOW, address: null };
  await expect(endSession(script, { sessionId: id })).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(endOtherSessions(script)).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("ends all sessions of a disabled account, and they stay ended when it is enabled again", async () => {
  const { secret } = await makeSession(ada);
  const underWay = { id: ada.id, credentialVersion: 0 };
  await disableUser(ada.email, NOW);
  const late = await beginSession(underWay, visitor, NOW);
  await enableUser(ada.email, NOW);
  expect(await readSession(secret, NOW)).toBeNull();
  expect(await readSession(late, NOW)).toBeNull();
});

test("deletes expired sessions and no others", async () => {
  const { secret } = await makeSession(ada);
  await makeSession(ada, addDays(NOW, -1));
  expect(await deleteExpiredSessions(addDays(NOW, SESSION_DAYS - 1))).toBe(1);
  expect(await readSession(secret, NOW)).not.toBeNull();
});
