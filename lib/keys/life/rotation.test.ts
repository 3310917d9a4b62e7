import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, DAY_MS, MINUTE_MS } from "#lib/clock";
import { isUsable, type KeyStatus } from "#lib/keys/access/status";
import { OVERLAPS, oldTokenEnd, rotationBar, sameLifetimeFrom } from "#lib/keys/life/rotation";
import { NOW } from "#testing/people/factories";

const overlap = fc.constantFrom(...OVERLAPS);
const instant = fc.integer({ min: -400 * DAY_MS, max: 400 * DAY_MS }).map((ms) => new Date(NOW.getTime() + ms));
const expiry = fc.option(instant);
/** A key that is usable at `NOW`. */
const usable = fc.record({
  createdAt: instant.filter((at) => at <= NOW),
  expiresAt: fc.option(instant.filter((at) => at > NOW)),
});

describe("the old token", () => {
  test("never works longer than without the rotation, nor longer than the overlap", () => {
    fc.assert(
      fc.property(expiry, overlap, (expiresAt, chosen) => {
        const end = oldTokenEnd(expiresAt, chosen, NOW);
        return (expiresAt === null || end <= expiresAt) && end <= addDays(NOW, 7);
      }),
    );
  });

  test("ends at its own expiry or after the overlap: the earlier of the two", () => {
    expect(oldTokenEnd(null, "15_minutes", NOW)).toEqual(new Date(NOW.getTime() + 15 * MINUTE_MS));
    expect(oldTokenEnd(addDays(NOW, 3), "24_hours", NOW)).toEqual(addDays(NOW, 1));
    expect(oldTokenEnd(addDays(NOW, 3), "7_days", NOW)).toEqual(addDays(NOW, 3));
  });

  test("works at least until now, and longer with a longer overlap", () => {
    fc.assert(
      fc.property(usable, ({ expiresAt }) => {
        const ends = OVERLAPS.map((chosen) => oldTokenEnd(expiresAt, chosen, NOW).getTime());
        return ends[0] === NOW.getTime() && ends.every((end, index) => end >= (ends[index - 1] ?? 0));
      }),
    );
  });
});

describe("the same lifetime again", () => {
  test("is exactly as long, from now", () => {
    fc.assert(
      fc.property(usable, ({ createdAt, expiresAt }) => {
        const next = sameLifetimeFrom({ createdAt, expiresAt }, NOW);
        if (expiresAt === null) return next === null;
        return next?.getTime() === NOW.getTime() + (expiresAt.getTime() - createdAt.getTime());
      }),
    );
  });

  test("never ends before the old one, and stays the same over many rotations", () => {
    fc.assert(
      fc.property(usable, fc.integer({ min: 0, max: 10 }), (key, rotations) => {
        let { createdAt, expiresAt } = key;
        for (let index = 0; index < rotations; index += 1) {
          const next = sameLifetimeFrom({ createdAt, expiresAt }, NOW);
          expect(next === null ? null : next >= (expiresAt ?? NOW)).toBe(expiresAt === null ? null : true);
          [createdAt, expiresAt] = [NOW, next];
        }
        const lifetime = (one: { createdAt: Date; expiresAt: Date | null }) =>
          one.expiresAt && one.expiresAt.getTime() - one.createdAt.getTime();
        return lifetime({ createdAt, expiresAt }) === lifetime(key);
      }),
    );
  });
});

describe("a key can be rotated", () => {
  test("exactly while it is usable, not replaced, and no legacy token", () => {
    const key = fc.record({
      status: fc.constantFrom<KeyStatus>("active", "expiring", "expired", "revoked"),
      isReplaced: fc.boolean(),
      isLegacy: fc.boolean(),
      isApp: fc.boolean(),
    });
    fc.assert(
      fc.property(key, (one) => {
        return (rotationBar(one) === null) === (isUsable(one.status) && !one.isReplaced && !one.isLegacy && !one.isApp);
      }),
    );
  });

  test("and the reason that helps most is named first: the key that replaced it", () => {
    expect(rotationBar({ isApp: false, status: "revoked", isReplaced: true, isLegacy: true })).toBe("replaced");
    expect(rotationBar({ isApp: false, status: "revoked", isReplaced: false, isLegacy: true })).toBe("revoked");
    expect(rotationBar({ isApp: false, status: "expired", isReplaced: false, isLegacy: true })).toBe("expired");
    expect(rotationBar({ isApp: false, status: "active", isReplaced: false, isLegacy: true })).toBe("legacy");
  });
});
