import { expect, test } from "vitest";
import { DAY_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { deleteOldWrites } from "#lib/idempotency/retention";
import { useDatabase } from "#testing/databases/use-database";
import { NOW } from "#testing/people/factories";

useDatabase();

test("deletes writes that are a day old, also when their sender never returns", async () => {
  const agesMs = { late: DAY_MS - 1, gone: DAY_MS, "long gone": 9 * DAY_MS };
  const write = { userId: "usr_nobody", requestHash: "", status: 200, answer: {} };
  await db().idempotentWrite.createMany({
    data: Object.entries(agesMs).map(([key, ageMs]) => ({ ...write, key, at: new Date(NOW.getTime() - ageMs) })),
  });
  expect(await deleteOldWrites(NOW)).toBe(2);
  expect(await db().idempotentWrite.findMany({ select: { key: true } })).toEqual([{ key: "late" }]);
});
