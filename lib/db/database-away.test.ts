import { expect, test } from "vitest";
import { awayReason, isDatabaseAway } from "#lib/db/database-away";

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

test.each([
  ["ECONNREFUSED", "unreachable"],
  ["EAI_AGAIN", "unreachable"],
  ["08006", "unreachable"],
  ["P1017", "unreachable"],
  ["57P01", "starting"],
  ["57P03", "starting"],
  ["57P04", "refused"],
  ["3D000", "refused"],
  ["P1000", "refused"],
  ["53300", "too_many_connections"],
  ["P2037", "too_many_connections"],
  ["53100", "full"],
  ["53200", "overloaded"],
  ["25006", "read_only"],
  ["57014", "slow"],
  ["57P05", "slow"],
  ["P2024", "slow"],
])("the code %s means %s, at any depth", (code, reason) => {
  const error = withCode(code);
  expect(awayReason(error)).toBe(reason);
  expect(awayReason(new Error("outer", { cause: error }))).toBe(reason);
  expect(awayReason(withCode("P2039", { meta: { driverAdapterError: { cause: { originalCode: code } } } }))).toBe(
    reason,
  );
});

test("a missing socket counts, and a missing file does not", () => {
  expect(awayReason(withCode("ENOENT", { syscall: "connect" }))).toBe("unreachable");
  expect(awayReason(withCode("ENOENT", { syscall: "open" }))).toBeNull();
});

test("causes in a circle end the search", () => {
  const error = new Error("one");
  error.cause = error;
  expect(awayReason(error)).toBeNull();
});
