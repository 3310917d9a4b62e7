import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { freePort } from "#lib/db/embedded/free-port";
import { env } from "#lib/env";
import { mailNotices } from "#lib/notices/mail";
import { markNoticesRead } from "#lib/notices/operations";
import { listNotices } from "#lib/notices/queries";
import { forget } from "#lib/process";
import { FAILED_CALLS_IN_A_ROW } from "#lib/upstreams/health/health";
import { setUpstreamDisabled } from "#lib/upstreams/settings/disable-upstream";
import { removeUpstream } from "#lib/upstreams/settings/remove-upstream";
import { provideTestEnv, useDatabase } from "#testing/databases/use-database";
import { type MailServer, startMailServer } from "#testing/machine/mail-server";
import { connect } from "#testing/machine/running-gateway";
import { callerOf, makeUser, makeWorkspace, NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";
import { type RunningMcpServer, startModernServer } from "#testing/servers/mcp-servers";
import { checkAsDue, checkNow } from "#testing/servers/server-checks";

useDatabase();

let now: Date;
let mail: MailServer;
let server: RunningMcpServer;
let ada: TestUser;
let lin: TestUser;
let bob: TestUser;
let acme: TestWorkspace;
let id: string;
/** An address at which nothing listens. */
let dead: string;

beforeEach(async () => {
  now = NOW;
  mail = await startMailServer();
  const { DATABASE_URL = "" } = env();
  const own = { SMTP_URL: mail.url, PUBLIC_URL: "https://keys.example.com", ALLOW_PRIVATE_UPSTREAMS: "true" };
  provideTestEnv({ DATABASE_URL, ...own });
  server = await startModernServer();
  dead = `http://127.0.0.1:${await freePort()}/mcp`;
  [ada, lin, bob] = [await makeUser("Ada"), await makeUser("Lin"), await makeUser("Bob")];
  acme = await makeWorkspace("Acme", [
    [ada, "owner"],
    [lin, "admin"],
    [bob, "member"],
  ]);
  id = await connect(acme, server.url, { slug: "notes" });
});
afterEach(async () => {
  forget("mail-transport");
  await Promise.all([server.stop(), mail.stop()]);
});

const check = () => checkNow(now);
const pass = async (ms: number) => {
  now = await checkAsDue(now, ms);
};
const later = (ms: number) => new Date(now.getTime() + ms);
const row = () => db().upstream.findUniqueOrThrow({ where: { id } });
const callFails = () =>
  db().upstream.update({
    where: { id },
    data: { callFailedAt: now, callFailureMessage: "“notes” failed.", failedCalls: 1, checkAt: now },
  });
const breakDown = async () => {
  await db().upstream.update({ where: { id }, data: { url: dead } });
  await callFails();
};
const repair = () => db().upstream.update({ where: { id }, data: { url: server.url } });
const kinds = async (user: TestUser) => (await listNotices(callerOf(user, now))).map(({ kind }) => kind);

describe("a server that does not work", () => {
  test("causes one notice for each admin when it does not work, and one when it works again", async () => {
    await breakDown();
    await check();
    expect(await row()).toMatchObject({ failureCode: "REFUSED", troubledSince: now });
    expect(await kinds(ada)).toEqual([]);
    await pass(20 * MINUTE_MS);
    for (const admin of [ada, lin]) {
      expect(await listNotices(callerOf(admin, now))).toMatchObject([
        {
          kind: "upstream.failing",
          isRead: false,
          upstream: { id, name: "notes", failure: expect.stringContaining("refused"), answersAgain: false },
          workspace: { slug: acme.slug },
        },
      ]);
    }
    expect(await kinds(bob)).toEqual([]);
    await repair();
    await pass(HOUR_MS);
    const recovered = async () => (await listNotices(callerOf(ada, now)))[0];
    expect(await recovered()).toMatchObject({ kind: "upstream.recovered", upstream: { failure: null } });
    now = new Date(now.getTime() + MINUTE_MS);
    await callFails();
    expect(await recovered()).toMatchObject({ upstream: { failure: "“notes” failed." } });
    await check();
    expect(await row()).toMatchObject({ failureCode: null, troubledSince: null, toldAt: null, checkAt: null });
  });

  test("still works when its catalogue has become too large for the room of the workspace", async () => {
    await breakDown();
    await pass(5 * MINUTE_MS);
    await repair();
    await pass(HOUR_MS);
    const failureMessage = "“notes” was reached, but its catalogue has 9 MiB.";
    await db().upstream.update({ where: { id }, data: { failureCode: "CATALOGUE_TOO_LARGE", failureMessage } });
    const read = async () => (await listNotices(callerOf(ada, now)))[0];
    expect(await read()).toMatchObject({ kind: "upstream.recovered", upstream: { failure: null } });
    await db().upstream.update({ where: { id }, data: { failureCode: "REFUSED" } });
    expect(await read()).toMatchObject({ upstream: { failure: failureMessage } });
  });

  test("is told of as answering again before it has worked for long", async () => {
    await breakDown();
    await pass(5 * MINUTE_MS);
    await repair();
    await pass(4 * MINUTE_MS);
    expect(await listNotices(callerOf(ada, now))).toMatchObject([
      { kind: "upstream.failing", upstream: { failure: null, answersAgain: true } },
    ]);
  });

  test("is told of although Latchkey can connect, when calls fail in a row and none is answered", async () => {
    const failing = {
      callFailureCode: "HTTP_ERROR",
      callFailureMessage: "“notes” failed.",
      failedCalls: FAILED_CALLS_IN_A_ROW,
    };
    for (let check = 0; check < 3; check += 1) {
      const [callFailedAt, checkAt] = [later(SECOND_MS), later(30 * SECOND_MS)];
      await db().upstream.update({ where: { id }, data: { ...failing, callFailedAt, checkAt } });
      await pass(30 * SECOND_MS);
    }
    expect(await listNotices(callerOf(ada, now))).toMatchObject([
      { kind: "upstream.failing", upstream: { failure: "“notes” failed." } },
    ]);
    await db().upstream.update({
      where: { id },
      data: { callFailedAt: null, callFailureMessage: null, failedCalls: 0 },
    });
    await pass(HOUR_MS);
    expect(await kinds(ada)).toEqual(["upstream.recovered"]);
  });

  test("is told of to nobody when it is back at the next check, however many calls failed meanwhile", async () => {
    await breakDown();
    await check();
    await db().upstream.update({ where: { id }, data: { failedCalls: 50, callFailedAt: later(20 * SECOND_MS) } });
    await repair();
    await pass(HOUR_MS);
    expect(await kinds(ada)).toEqual([]);
    expect(await row()).toMatchObject({ troubledSince: null, failedCalls: 0, checkAt: null });
  });

  test("is told of to nobody when no call fails any more after it was checked", async () => {
    now = later(MINUTE_MS);
    await db().upstream.update({ where: { id }, data: { failedCalls: 50, callFailedAt: now, checkAt: now } });
    await check();
    expect(await row()).toMatchObject({ troubledSince: now });
    await pass(HOUR_MS);
    expect(await kinds(ada)).toEqual([]);
    expect(await row()).toMatchObject({ troubledSince: null, checkAt: null });
  });

  test("causes no notice when it has never worked", async () => {
    const catalogueAt = null;
    await db().upstream.update({ where: { id }, data: { catalogueAt } });
    await breakDown();
    await pass(HOUR_MS);
    expect(await kinds(ada)).toEqual([]);
  });
});

describe("mails", () => {
  const subjects = () => mail.received.map((text) => /Subject: (.*)/.exec(text)?.[1]?.trim()).sort();

  test("go to each admin once when it fails and once when it works again, without a word of the server", async () => {
    await breakDown();
    await pass(20 * MINUTE_MS);
    await mailNotices(now);
    await repair();
    await pass(HOUR_MS);
    await mailNotices(now);
    const [failing, again] = ["Latchkey: an MCP server does not work", "Latchkey: an MCP server works again"];
    expect(subjects()).toEqual([failing, failing, again, again]);
    for (const text of mail.received) {
      expect(text).toContain(`https://keys.example.com/w/${acme.slug}/settings/servers/${id}`);
      expect(text).not.toMatch(/127\.0\.0\.1|refused/);
    }
  });

  test("are not sent again while it fails and works in turn, and the bell shows the last word unread", async () => {
    await breakDown();
    await pass(10 * MINUTE_MS);
    await mailNotices(now);
    for (let round = 0; round < 2; round += 1) {
      await repair();
      await pass(10 * MINUTE_MS);
      await breakDown();
      await pass(5 * MINUTE_MS);
      const [notice] = await listNotices(callerOf(ada, now));
      expect(notice).toMatchObject({ kind: "upstream.failing", isRead: false });
      await markNoticesRead(callerOf(ada, now), { noticeIds: [notice?.id ?? ""] });
    }
    await mailNotices(now);
    expect(subjects().filter((subject) => subject?.endsWith("does not work"))).toHaveLength(2);
  });

  test("wait for an hour after the last one, and then go out about a failure that lasts", async () => {
    await breakDown();
    await pass(5 * MINUTE_MS);
    await mailNotices(now);
    await repair();
    await pass(10 * MINUTE_MS);
    await mailNotices(now);
    const recoveredAt = (await listNotices(callerOf(ada, now)))[0]?.at.getTime() ?? 0;
    await breakDown();
    await pass(5 * MINUTE_MS);
    expect(await kinds(ada)).toEqual(["upstream.failing"]);
    expect(await mailNotices(new Date(recoveredAt + HOUR_MS - 1))).toBe(0);
    expect(await mailNotices(new Date(recoveredAt + HOUR_MS))).toBe(2);
  });

  test("go to nobody who is no longer an admin", async () => {
    await breakDown();
    await pass(5 * MINUTE_MS);
    await db().membership.updateMany({ where: { userId: lin.id }, data: { role: "member" } });
    expect(await mailNotices(now)).toBe(1);
    expect(await kinds(lin)).toEqual([]);
  });
});

test("nothing is left of the trouble of a server that is disabled or removed", async () => {
  await breakDown();
  await pass(5 * MINUTE_MS);
  const input = { workspace: acme.slug, upstreamId: id };
  await setUpstreamDisabled(callerOf(ada, now), { ...input, disabled: true });
  expect(await kinds(ada)).toEqual([]);
  expect(await row()).toMatchObject({ checkAt: null, toldAt: null, callFailedAt: null });
  await breakDown();
  await check();
  expect(await row()).toMatchObject({ troubledSince: null });
  await removeUpstream(callerOf(ada, now), input);
  expect(await db().notice.count()).toBe(0);
});
