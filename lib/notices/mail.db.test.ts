import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addDays, MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { env } from "#lib/env";
import { newId } from "#lib/ids";
import { mailNotices } from "#lib/notices/mail";
import { makeDueReminders } from "#lib/notices/remind";
import { forget } from "#lib/process";
import { provideTestEnv } from "#testing/databases/use-database";
import { type MailServer, startMailServer } from "#testing/machine/mail-server";
import { stillRateLimits } from "#testing/machine/still-rate-limits";
import { makeKey, makeMembership, makeServiceKey, makeUser, makeWorkspace, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

stillRateLimits();
const world = useWorkspace({ acme: { ada: "owner" } });

let server: MailServer;
let isRefusing: boolean;

beforeEach(async () => {
  isRefusing = false;
  server = await startMailServer(() => isRefusing);
  useMailServer(server.url);
});

afterEach(async () => {
  forget("mail-transport");
  await server.stop();
});

function useMailServer(url: string): void {
  provideTestEnv({ DATABASE_URL: env().DATABASE_URL ?? "", SMTP_URL: url, PUBLIC_URL: "https://keys.example.com" });
}

const made = { createdAt: addDays(NOW, -90) };
const later = (minutes: number) => new Date(NOW.getTime() + minutes * MINUTE_MS);
const notice = () => db().notice.findFirstOrThrow();

test("recipients take turns, so many notices of one person delay nobody else's", async () => {
  const mia = await makeUser("Mia");
  await makeMembership(world.acme.id, mia, "member");
  const expiresAt = addDays(NOW, 7);
  for (let n = 0; n < 3; n += 1) await makeKey(world.ada, [world.acme], { ...made, expiresAt });
  await makeDueReminders(NOW);
  await makeKey(mia, [world.acme], { ...made, expiresAt });
  await makeDueReminders(later(1));
  expect(await mailNotices(later(2))).toBe(4);
  const recipients = server.received.map((mail) => (mail.includes(`To: ${mia.email}`) ? "Mia" : "Ada"));
  expect(recipients).toEqual(["Ada", "Mia", "Ada", "Ada"]);
});

test("mails a reminder once, with the name of the key, the time and a link, and without the token", async () => {
  const keyId = await makeKey(world.ada, [world.acme], { ...made, name: "Claude Desktop", expiresAt: addDays(NOW, 7) });
  await makeDueReminders(NOW);
  expect(await mailNotices(NOW)).toBe(1);
  expect(await mailNotices(later(60))).toBe(0);
  expect(server.received).toHaveLength(1);
  const [mail = ""] = server.received;
  expect(mail).toContain(`To: ${world.ada.email}`);
  expect(mail).toContain("expires in 7 days");
  expect(mail).toContain("28 Nov 2026, 12:00:00 UTC");
  expect(mail).toContain(`https://keys.example.com/w/${world.acme.slug}/settings/mcp/${keyId}`);
  const { tokenHash } = await db().key.findUniqueOrThrow({ where: { id: keyId } });
  expect(mail).not.toContain(tokenHash);
  expect(await notice()).toMatchObject({ mailedAt: NOW, mailAttempts: 1, mailAfter: null });
});

test("mails each notice once when several processes work at the same time", async () => {
  for (let n = 0; n < 10; n += 1) await makeKey(world.ada, [world.acme], { ...made, expiresAt: addDays(NOW, 6) });
  await makeDueReminders(NOW);
  const counts = await Promise.all([mailNotices(NOW), mailNotices(NOW), mailNotices(NOW)]);
  expect(counts.reduce((sum, one) => sum + one)).toBe(10);
  expect(server.received).toHaveLength(10);
});

test("says in a late reminder how much time is left", async () => {
  await makeKey(world.ada, [world.acme], { ...made, expiresAt: addDays(NOW, 3) });
  await makeDueReminders(NOW);
  await mailNotices(NOW);
  expect(server.received[0]).toContain("expires in 3 days, on 24 Nov 2026, 12:00:00 UTC");
});

test("mails a notice that another process claimed and never finished, after its lease", async () => {
  await makeKey(world.ada, [world.acme], { ...made, expiresAt: addDays(NOW, 6) });
  await makeDueReminders(NOW);
  await db().notice.updateMany({ data: { mailAttempts: 1, mailAfter: later(5) } });
  expect(await mailNotices(later(4))).toBe(0);
  expect(await mailNotices(later(5))).toBe(1);
});

describe("a mail server that refuses", () => {
  test("is tried again later, and gets the mail when it accepts mails again", async () => {
    isRefusing = true;
    await makeKey(world.ada, [world.acme], { ...made, expiresAt: addDays(NOW, 6) });
    await makeDueReminders(NOW);
    expect(await mailNotices(NOW)).toBe(0);
    isRefusing = false;
    expect(await mailNotices(later(1))).toBe(0);
    expect(await mailNotices(later(5))).toBe(1);
  });

  test("is tried five times, and then no more", async () => {
    isRefusing = true;
    await makeKey(world.ada, [world.acme], { ...made, expiresAt: addDays(NOW, 6) });
    await makeDueReminders(NOW);
    for (let minutes = 0; minutes < 600; minutes += 30) await mailNotices(later(minutes));
    expect(await notice()).toMatchObject({ mailAttempts: 5, mailedAt: expect.any(Date) });
    isRefusing = false;
    expect(await mailNotices(later(601))).toBe(0);
  });
});

test("mails a leak to the owner of the key, and names the workspace of a service key", async () => {
  const own = await makeKey(world.ada, [world.acme], { name: "Laptop", revokedAt: NOW });
  const service = await makeServiceKey(world.acme, { name: "Deployments", revokedAt: NOW });
  const leaks = [own, service].map((keyId) => ({
    id: newId("ntc"),
    userId: world.ada.id,
    kind: "key.leaked",
    keyId,
    at: NOW,
  }));
  await db().notice.createMany({ data: leaks });
  expect(await mailNotices(NOW)).toBe(2);
  const mails = server.received.join("\n");
  expect(mails).toContain("Laptop");
  expect(mails).toContain("of “Acme” was reported as leaked");
});

test("quotes and shortens the names that people typed, so that nobody makes Latchkey mail a link", async () => {
  const name = `evil.example/pay@now ${"x".repeat(60)}`;
  const labs = await makeWorkspace("https://labs.example", [[world.ada, "owner"]]);
  await makeKey(world.ada, [world.acme], { ...made, name, expiresAt: addDays(NOW, 6) });
  const service = await makeServiceKey(labs, { name, revokedAt: NOW });
  await db().notice.create({
    data: { id: newId("ntc"), userId: world.ada.id, kind: "key.leaked", keyId: service, at: NOW },
  });
  await makeDueReminders(NOW);
  expect(await mailNotices(NOW)).toBe(2);
  for (const mail of server.received.map((one) => one.replaceAll("=\r\n", ""))) {
    expect(mail).not.toMatch(/evil\.example|labs\.example|@now/);
    expect(mail).toContain("example pay at now x");
    expect(mail).not.toContain("x".repeat(60));
  }
});

test("mails no notice that is outdated, is older than a day, or is for a disabled account", async () => {
  const [revoked, old, disabled] = await Promise.all(
    [world.ada, world.ada, await makeUser("Bob")].map((user) =>
      makeKey(user, [world.acme], { ...made, expiresAt: addDays(NOW, 6) }),
    ),
  );
  await makeDueReminders(NOW);
  await db().key.update({ where: { id: revoked }, data: { revokedAt: NOW } });
  await db().notice.updateMany({ where: { keyId: old }, data: { at: addDays(NOW, -2) } });
  await db().user.updateMany({ where: { keys: { some: { id: disabled } } }, data: { disabledAt: NOW } });
  expect(await mailNotices(NOW)).toBe(0);
  expect(server.received).toEqual([]);
});

test("mails nothing about a service key to somebody who is no longer an admin", async () => {
  const keyId = await makeServiceKey(world.acme, { name: "Deployments" });
  const bob = await makeUser("Bob");
  await makeMembership(world.acme.id, bob, "member");
  const leak = { kind: "key.leaked", keyId, at: NOW };
  const users = [world.ada, bob, await makeUser("Eve")];
  await db().notice.createMany({ data: users.map(({ id: userId }) => ({ ...leak, id: newId("ntc"), userId })) });
  expect(await mailNotices(NOW)).toBe(1);
  expect(server.received.join()).toContain(`To: ${world.ada.email}`);
});

test("mails a person 50 notices a day, and puts off the others without an attempt", async () => {
  await Promise.all(
    Array.from({ length: 52 }, () => makeKey(world.ada, [world.acme], { ...made, expiresAt: addDays(NOW, 6) })),
  );
  const bob = await makeUser("Bob");
  await makeKey(bob, [world.acme], { ...made, expiresAt: addDays(NOW, 6) });
  await makeDueReminders(NOW);
  expect(await mailNotices(NOW)).toBe(51);
  const waiting = { where: { mailedAt: null }, select: { mailAttempts: true, mailAfter: true } };
  const putOff = { mailAttempts: 0, mailAfter: later(60) };
  expect(await db().notice.findMany(waiting)).toEqual([putOff, putOff]);
});

test("claims nothing when no mail server is set", async () => {
  provideTestEnv({ DATABASE_URL: env().DATABASE_URL ?? "" });
  await makeKey(world.ada, [world.acme], { ...made, expiresAt: addDays(NOW, 6) });
  await makeDueReminders(NOW);
  expect(await mailNotices(NOW)).toBe(0);
  expect(await notice()).toMatchObject({ mailAttempts: 0, mailedAt: null });
});
