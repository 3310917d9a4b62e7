import { expect, test } from "vitest";
import { isDatabaseAway } from "#lib/db/database-away";

const withCode = (code: string, more: object = {}) => Object.assign(new Error("failed"), { code, ...more });

test("a query that took too long says so in the cause of Prisma's error", () => {
  const cause = (originalCode: string) => ({ meta: { driverAdapterError: { cause: { originalCode } } } });
  expect(isDatabaseAway(withCode("P2039", cause("57014")))).toBe(true);
  expect(isDatabaseAway(withCode("P2039", cause("22P02")))).toBe(false);
  expect(isDatabaseAway(withCode("P2039"))).toBe(false);
});

test.each(["Query read timeout", "Connection terminated unexpectedly", "timeout exceeded when trying to connect"])(
  "the driver says %j without a code",
  (message) => {
    expect(isDatabaseAway(new Error(message))).toBe(true);
    expect(isDatabaseAway(new Error(`Somebody typed: ${message}`))).toBe(false);
  },
);

test("only errors with such a code count", () => {
  expect(isDatabaseAway(withCode("ECONNREFUSED"))).toBe(true);
  for (const error of [withCode("P2002"), new Error("57014"), { code: "57014" }, "57014", null]) {
    expect(isDatabaseAway(error)).toBe(false);
  }
});
