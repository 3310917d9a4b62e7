import pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Repeating } from "#lib/background/repeating";
import { HOUR_MS, MINUTE_MS } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { log } from "#lib/log";
import { forget, provide } from "#lib/process";
import { clockOffsetMs, databaseClock } from "#lib/time/database-clock";
import { keepTime } from "#lib/time/keep-time";
import { useDatabase } from "#testing/databases/use-database";
import { EVENTUALLY } from "#testing/machine/slowness";

useDatabase();

let time: Repeating | undefined;
let warn: ReturnType<typeof vi.spyOn>;
let info: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
  warn = vi.spyOn(log(), "warn");
  info = vi.spyOn(log(), "info");
});
afterEach(async () => {
  await time?.stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
  forget("database-time");
});

const setClock = (offsetMs: number) => {
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + offsetMs });
};
const databaseMs = async () => {
  const { rows } = await pool().query("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms");
  return rows[0].ms as number;
};
const warned = () => warn.mock.calls.map((call: unknown[]) => String(call[1]));

test("the clock says what the database says, from the start on", async () => {
  setClock(-HOUR_MS);
  expect(clockOffsetMs()).toBeNull();
  time = await keepTime();
  const before = await databaseMs();
  const nowMs = databaseClock.now().getTime();
  const after = await databaseMs();
  // Within the time of a few queries, and not of an hour.
  expect(nowMs).toBeGreaterThan(before - MINUTE_MS);
  expect(nowMs).toBeLessThan(after + MINUTE_MS);
});

test("operators are warned of a clock that is off once, again when it changes, and told when it agrees", async () => {
  setClock(HOUR_MS);
  time = await keepTime();
  expect(warned()).toHaveLength(1);
  expect(warned()[0]).toMatch(
    /^The clock of this machine is 3\d{3}\.\d seconds ahead of the database's\. Latchkey goes by the database's clock\. Set the clock that is wrong\.$/,
  );
  setClock(-HOUR_MS);
  await vi.waitFor(() => expect(warned()).toHaveLength(2), EVENTUALLY);
  expect(warned()[1]).toContain("seconds behind the database's");
  vi.useRealTimers();
  await vi.waitFor(() => expect(info).toHaveBeenCalledOnce(), EVENTUALLY);
  expect(info.mock.calls[0]?.[1]).toBe("The clock of this machine agrees with the database's again.");
  expect(warned()).toHaveLength(2);
});

test("a start without the database fails, and a database that goes away later is asked until it is back", async () => {
  const working = pool();
  const nowhere = new pg.Pool({ host: "127.0.0.1", port: 1, connectionTimeoutMillis: 500 });
  provide("pool", nowhere);
  await expect(keepTime()).rejects.toMatchObject({ code: "ECONNREFUSED" });
  provide("pool", working);
  time = await keepTime();
  provide("pool", nowhere);
  const asked = vi.spyOn(nowhere, "query");
  await vi.waitFor(() => expect(asked).toHaveBeenCalled(), EVENTUALLY);
  expect(Math.abs(databaseClock.now().getTime() - Date.now())).toBeLessThan(MINUTE_MS);
  provide("pool", working);
  setClock(HOUR_MS);
  await vi.waitFor(() => expect(warned()).toHaveLength(1), EVENTUALLY);
});
