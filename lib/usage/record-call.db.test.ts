import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { forget } from "#lib/process";
import { callsWritten, flushCalls, recordCall } from "#lib/usage/record-call";
import type { CallRecord } from "#lib/usage/write-calls";
import { useDatabase } from "#testing/databases/use-database";
import { EVENTUALLY } from "#testing/machine/slowness";
import { NOW } from "#testing/people/factories";

useDatabase();

beforeEach(() => forget("calls-to-write"));
afterEach(() => vi.restoreAllMocks());

let made = 0;

function call(changes: Partial<CallRecord> = {}): CallRecord {
  made += 1;
  return {
    requestId: `req_test-${made}`,
    at: NOW,
    durationMs: 2.5,
    keyId: "key_1",
    userId: "usr_1",
    workspaceId: "ws_1",
    upstreamId: "ups_1",
    method: "tools/call",
    name: "echo",
    outcome: "ok",
    client: "claude-code",
    clientVersion: "2.1.3",
    clientTitle: "Claude Code",
    address: "192.0.2.1",
    originApp: null,
    ...changes,
  };
}

const sums = async () => {
  const days = await db().usageDay.findMany();
  return days.reduce((total, day) => total + day.calls, 0);
};

/** The error of PostgreSQL when an administrator stops it. */
const stopped = () => Object.assign(new Error("terminating connection"), { code: "57P01" });

type Trouble = "before" | "after";

/** Makes the next write of a batch fail: before it reaches the database, or after it, so that only the answer is lost. */
function failNextWriting(when: Trouble): void {
  const original = pool().query.bind(pool()) as (query: unknown, values?: unknown) => Promise<unknown>;
  const query = vi.spyOn(pool(), "query") as unknown as {
    mockImplementation(fake: unknown): void;
    mockRestore(): void;
  };
  query.mockImplementation(async (config: unknown, values?: unknown) => {
    if ((config as { name?: string }).name !== "write-calls") return original(config, values);
    query.mockRestore();
    if (when === "after") await original(config, values);
    throw stopped();
  });
}

test("keeps texts of strangers letter by letter", async () => {
  const names = ["NULL", "null", "", "{a,b}", 'say "hello"', "back\\slash", "tab\tand space", "größer 🔑", "-"];
  for (const name of names) recordCall(call({ name, client: name }));
  await flushCalls();
  const events = await db().usageEvent.findMany({ orderBy: { id: "asc" } });
  expect(events.map(({ name, client }) => [name, client])).toEqual(names.map((name) => [name, name]));
});

test("stores a call with all its fields, and adds it to the sums of its day", async () => {
  recordCall(call({ durationMs: 1.5 }));
  recordCall(call({ durationMs: 10 }));
  recordCall(call({ method: "tools/list", name: null, upstreamId: null, workspaceId: null, client: null }));
  await flushCalls();
  const events = await db().usageEvent.findMany({ orderBy: { id: "asc" } });
  expect(events[0]).toMatchObject({ ...call(), requestId: events[0]?.requestId, durationMs: 1.5, at: NOW });
  expect(events[2]).toMatchObject({ method: "tools/list", name: null, upstreamId: null, client: null });
  const days = await db().usageDay.findMany({ orderBy: { method: "asc" } });
  expect(days).toEqual([
    {
      day: new Date("2026-11-21T00:00:00.000Z"),
      keyId: "key_1",
      userId: "usr_1",
      workspaceId: "ws_1",
      upstreamId: "ups_1",
      method: "tools/call",
      name: "echo",
      outcome: "ok",
      calls: 2,
      totalMs: 11.5,
      maxMs: 10,
    },
    expect.objectContaining({ method: "tools/list", name: "", upstreamId: "", workspaceId: "", calls: 1 }),
  ]);
});

test("uses days of UTC, to the millisecond", async () => {
  recordCall(call({ at: new Date("2026-11-20T23:59:59.999Z") }));
  recordCall(call({ at: new Date("2026-11-21T00:00:00.000Z") }));
  await flushCalls();
  const days = await db().usageDay.findMany({ orderBy: { day: "asc" } });
  expect(days.map(({ day, calls }) => [day.toISOString().slice(0, 10), calls])).toEqual([
    ["2026-11-20", 1],
    ["2026-11-21", 1],
  ]);
});

test("counts every call exactly once, with any batches and any failures", async () => {
  const subject = fc.record({
    keyId: fc.constantFrom("key_1", "key_2"),
    upstreamId: fc.constantFrom("ups_1", "ups_2", null),
    name: fc.constantFrom("echo", "add\n", null),
    outcome: fc.constantFrom("ok" as const, "tool_error" as const),
    at: fc.constantFrom(NOW, new Date(NOW.getTime() + 86_400_000)),
  });
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ calls: fc.array(subject, { maxLength: 12 }) }) },
    { weight: 2, arbitrary: fc.constant({ trouble: null }) },
    { weight: 2, arbitrary: fc.record({ trouble: fc.constantFrom<Trouble>("before", "after") }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      forget("calls-to-write");
      await pool().query('TRUNCATE "UsageEvent", "UsageDay"');
      let recorded = 0;
      for (const each of steps) {
        if ("calls" in each) {
          for (const one of each.calls) recordCall(call(one));
          recorded += each.calls.length;
        } else {
          if (each.trouble) failNextWriting(each.trouble);
          await flushCalls();
          vi.restoreAllMocks();
        }
      }
      await flushCalls();
      expect(callsWritten()).toEqual({ waiting: 0, written: recorded, dropped: 0 });
      expect(await sums()).toBe(recorded);
      expect(await db().usageEvent.count()).toBe(recorded);
    }),
    { numRuns: 60 },
  );
});

test("queues calls while the database is away, drops the oldest above the limit, and writes the rest later", async () => {
  recordCall(call());
  failNextWriting("before");
  await flushCalls();
  vi.restoreAllMocks();
  expect(callsWritten()).toEqual({ waiting: 1, written: 0, dropped: 0 });
  for (let index = 0; index < 20_500; index += 1) recordCall(call());
  expect(callsWritten()).toEqual({ waiting: 20_001, written: 0, dropped: 500 });
  await flushCalls();
  expect(callsWritten()).toEqual({ waiting: 0, written: 20_001, dropped: 500 });
  expect(await sums()).toBe(20_001);
});

test("loses no call and counts none twice when the connection breaks while writing", async () => {
  const other = await pool().connect();
  const isWriting = `SELECT pid FROM pg_locks WHERE NOT granted AND relation = '"UsageDay"'::regclass`;
  try {
    await other.query('BEGIN; LOCK TABLE "UsageDay"');
    recordCall(call());
    const flushed = flushCalls();
    await vi.waitFor(async () => expect((await other.query(isWriting)).rowCount).toBe(1), EVENTUALLY);
    await other.query(`SELECT pg_terminate_backend(pid) FROM (${isWriting}) AS writing`);
    await flushed;
    await other.query("COMMIT");
  } finally {
    other.release();
  }
  expect(callsWritten()).toEqual({ waiting: 1, written: 0, dropped: 0 });
  await flushCalls();
  expect(callsWritten()).toEqual({ waiting: 0, written: 1, dropped: 0 });
  expect(await db().usageEvent.count()).toBe(1);
  expect(await sums()).toBe(1);
});

test("writes waiting calls by itself, and retries after a failure", async () => {
  failNextWriting("before");
  recordCall(call());
  await vi.waitFor(async () => expect(await sums()).toBe(1), EVENTUALLY);
  expect(callsWritten()).toEqual({ waiting: 0, written: 1, dropped: 0 });
});

test("keeps the longest duration of a day", async () => {
  for (const durationMs of [3, 10, 5]) {
    recordCall(call({ durationMs }));
    await flushCalls();
  }
  expect(await db().usageDay.findMany()).toMatchObject([{ calls: 3, totalMs: 18, maxMs: 10 }]);
});

test("drops values that the database refuses, and still writes later calls", async () => {
  recordCall(call({ client: "\0" }));
  await flushCalls();
  recordCall(call());
  await flushCalls();
  expect(callsWritten()).toEqual({ waiting: 0, written: 1, dropped: 1 });
});

test("makes replicas that write the same sums wait without a deadlock", async () => {
  const other = await pool().connect();
  try {
    // The other replica has written one of the sums. Ours waits for that sum and for nothing else.
    await other.query("BEGIN");
    await other.query(
      `INSERT INTO "UsageDay" VALUES ('2026-11-21', 'key_2', 'usr_1', 'ws_1', 'ups_1', 'tools/call', 'echo', 'ok', 1, 1, 1)`,
    );
    for (const keyId of ["key_3", "key_2", "key_1"]) recordCall(call({ keyId }));
    const flushed = flushCalls();
    const isWaiting = "SELECT FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()";
    await vi.waitFor(async () => expect((await other.query(isWaiting)).rowCount).toBeGreaterThan(0), EVENTUALLY);
    await other.query(
      `INSERT INTO "UsageDay" VALUES ('2026-11-21', 'key_3', 'usr_1', 'ws_1', 'ups_1', 'tools/call', 'echo', 'ok', 1, 1, 1)`,
    );
    await other.query("COMMIT");
    await flushed;
  } finally {
    other.release();
  }
  expect(callsWritten()).toEqual({ waiting: 0, written: 3, dropped: 0 });
  expect(await sums()).toBe(5);
});
