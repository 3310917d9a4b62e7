import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, DAY_MS } from "#lib/clock";
import { EXPIRING_DAYS, isUsable, keyStatus } from "#lib/keys/access/status";

const instant = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
const maybe = fc.option(instant);
const key = fc.record({ expiresAt: maybe, revokedAt: maybe });

describe("a key's status", () => {
  test("is revoked for every revoked key, with any expiry", () => {
    fc.assert(
      fc.property(maybe, instant, instant, (expiresAt, revokedAt, now) => {
        return keyStatus({ expiresAt, revokedAt }, now) === "revoked";
      }),
    );
  });

  test("stays active without an expiry", () => {
    fc.assert(fc.property(instant, (now) => keyStatus({ expiresAt: null, revokedAt: null }, now) === "active"));
  });

  test("is usable exactly before its expiry", () => {
    fc.assert(
      fc.property(instant, instant, (expiresAt, now) => {
        return isUsable(keyStatus({ expiresAt, revokedAt: null }, now)) === now < expiresAt;
      }),
    );
  });

  test("never becomes usable again as time passes", () => {
    fc.assert(
      fc.property(key, instant, fc.nat({ max: 1_000 * DAY_MS }), (row, now, laterMs) => {
        const later = new Date(now.getTime() + laterMs);
        return isUsable(keyStatus(row, now)) || !isUsable(keyStatus(row, later));
      }),
    );
  });
});

describe("at the limits", () => {
  const expiresAt = new Date("2026-11-21T12:00:00.000Z");
  const statusAt = (now: Date) => keyStatus({ expiresAt, revokedAt: null }, now);

  test.each([
    ["one millisecond before the warning begins", new Date(addDays(expiresAt, -EXPIRING_DAYS).getTime() - 1), "active"],
    ["when the warning begins", addDays(expiresAt, -EXPIRING_DAYS), "expiring"],
    ["one millisecond before it expires", new Date(expiresAt.getTime() - 1), "expiring"],
    ["at the instant of its expiry", expiresAt, "expired"],
  ])("%s it is %o: %s", (_when, now, status) => {
    expect(statusAt(now)).toBe(status);
  });
});
