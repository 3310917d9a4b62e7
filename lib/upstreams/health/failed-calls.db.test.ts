import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SECOND_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { forget } from "#lib/process";
import type { FailureCode } from "#lib/upstreams/dto";
import {
  CHECKS_APART_MS,
  flushFailedCalls,
  noteAnsweredCall,
  noteFailedCall,
} from "#lib/upstreams/health/failed-calls";
import { useDatabase } from "#testing/databases/use-database";
import { makeUpstream, makeUser, makeWorkspace, NOW } from "#testing/people/factories";

useDatabase();

let id: string;
let elapsedMs: number;

beforeEach(async () => {
  forget("failed-calls");
  const acme = await makeWorkspace("Acme", [[await makeUser("Ada"), "owner"]]);
  id = await makeUpstream(acme, { slug: "notes" });
  await db().upstream.update({ where: { id }, data: { catalogueAt: NOW } });
  elapsedMs = 0;
  vi.spyOn(performance, "now").mockImplementation(() => elapsedMs);
});
afterEach(() => vi.restoreAllMocks());

const after = (ms: number) => new Date(NOW.getTime() + ms);
const fail = (at = after(SECOND_MS), code: FailureCode = "HTTP_ERROR", revision = 1) =>
  noteFailedCall({ id, revision }, { code, message: "“notes” answered with an error (HTTP 500)." }, at);
const row = async () => {
  await flushFailedCalls();
  return db().upstream.findUniqueOrThrow({ where: { id } });
};

test("marks the server with the failure, and has it checked, but no sooner than a while after the last check", async () => {
  fail();
  expect(await row()).toMatchObject({
    callFailureCode: "HTTP_ERROR",
    callFailureMessage: "“notes” answered with an error (HTTP 500).",
    callFailedAt: after(SECOND_MS),
    failedCalls: 1,
    checkAt: after(CHECKS_APART_MS),
  });
  const late = after(10 * CHECKS_APART_MS);
  await db().upstream.update({ where: { id }, data: { checkAt: null } });
  fail(late);
  expect((await row()).checkAt).toEqual(late);
  fail(after(20 * CHECKS_APART_MS));
  expect((await row()).checkAt).toEqual(late);
});

test("counts calls that failed in a row, over processes, and not those that ran out of time", async () => {
  fail();
  fail();
  fail(after(SECOND_MS), "TIMED_OUT");
  expect(await row()).toMatchObject({ failedCalls: 2, callFailureCode: "TIMED_OUT" });
  forget("failed-calls");
  fail();
  expect((await row()).failedCalls).toBe(3);
  noteAnsweredCall(id);
  fail();
  expect((await row()).failedCalls).toBe(1);
});

test("clears the mark when the server answers a call, and writes nothing for servers that always answer", async () => {
  fail();
  await row();
  noteAnsweredCall(id);
  expect(await row()).toMatchObject({ callFailureCode: null, callFailedAt: null, failedCalls: 0 });
  const { xmin } = await version();
  noteAnsweredCall(id);
  noteAnsweredCall("ups_other");
  await flushFailedCalls();
  expect((await version()).xmin).toBe(xmin);
});

test("writes at once, then no more often than every five seconds, and the last word wins", async () => {
  const query = vi.spyOn(pool(), "query");
  fail();
  for (let index = 0; index < 100; index += 1) {
    noteAnsweredCall(id);
    fail(after(2 * SECOND_MS));
  }
  await flushFailedCalls();
  // The first failure, and the last word at the end.
  expect(query).toHaveBeenCalledTimes(2);
  expect(await row()).toMatchObject({ callFailedAt: after(2 * SECOND_MS), failedCalls: 1 });
  elapsedMs += 5 * SECOND_MS;
  query.mockClear();
  noteAnsweredCall(id);
  await Promise.resolve();
  expect(query).toHaveBeenCalledTimes(1);
});

test("marks no server that an admin has changed or disabled since the call began", async () => {
  fail(NOW, "HTTP_ERROR", 0);
  expect((await row()).callFailedAt).toBeNull();
  await db().upstream.update({ where: { id }, data: { disabledAt: NOW } });
  fail();
  expect(await row()).toMatchObject({ callFailedAt: null, checkAt: null });
});

async function version(): Promise<{ xmin: string }> {
  const [found] = await db().$queryRaw<{ xmin: string }[]>`SELECT xmin::text FROM "Upstream" WHERE id = ${id}`;
  return found ?? { xmin: "" };
}
