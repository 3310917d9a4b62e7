import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, DAY_MS, MINUTE_MS } from "#lib/clock";
import { dueReminder, type RemindableKey } from "#lib/notices/reminder";
import { NOW } from "#testing/people/factories";

const later = (ms: number, from = NOW) => new Date(from.getTime() + ms);
const key = (changes: Partial<RemindableKey>): RemindableKey => ({
  createdAt: addDays(NOW, -90),
  expiresAt: null,
  revokedAt: null,
  isReplaced: false,
  ...changes,
});

const lifetimeMs = fc.integer({ min: 1, max: 400 * DAY_MS });
const livingKey = lifetimeMs.map((ms) => key({ createdAt: NOW, expiresAt: later(ms) }));
/** A share of the lifetime of a key. Above 1, the key has expired. */
const share = fc.double({ min: 0, max: 1.5, noNaN: true });
const at = ({ createdAt, expiresAt }: RemindableKey, part: number) =>
  later(((expiresAt ?? createdAt).getTime() - createdAt.getTime()) * part, createdAt);

describe("the reminder that is due for any key", () => {
  test("is none after the expiry, or without an expiry", () => {
    fc.assert(
      fc.property(livingKey, share, (living, part) => {
        const now = at(living, part);
        if (living.expiresAt && now >= living.expiresAt) expect(dueReminder(living, now)).toBeNull();
        expect(dueReminder({ ...living, expiresAt: null }, now)).toBeNull();
      }),
    );
  });

  test("is none after the key was revoked or replaced", () => {
    fc.assert(
      fc.property(livingKey, share, (living, part) => {
        const now = at(living, part);
        expect(dueReminder({ ...living, revokedAt: now }, now)).toBeNull();
        expect(dueReminder({ ...living, isReplaced: true }, now)).toBeNull();
      }),
    );
  });

  test("is none at the time at which the key was made", () => {
    fc.assert(
      fc.property(livingKey, (living) => {
        expect(dueReminder(living, NOW)).toBeNull();
      }),
    );
  });

  test("is the latest one whose time has come", () => {
    fc.assert(
      fc.property(livingKey, share, (living, part) => {
        const now = at(living, part);
        const due = dueReminder(living, now);
        if (!due) return;
        const leftMs = (living.expiresAt?.getTime() ?? 0) - now.getTime();
        expect(leftMs).toBeLessThanOrEqual(due.days * DAY_MS);
        expect(due.days === 7 ? leftMs > DAY_MS : leftMs > 0).toBe(true);
      }),
    );
  });

  test("comes in order, each once, if the lifetime of the key is longer than its days", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 * 24 * 60 }), (minutes) => {
        const living = key({ createdAt: NOW, expiresAt: later(minutes * MINUTE_MS) });
        const sent: number[] = [];
        for (let minute = 0; minute <= minutes; minute += 1) {
          const due = dueReminder(living, later(minute * MINUTE_MS));
          if (due && !sent.includes(due.days)) sent.push(due.days);
        }
        expect(sent).toEqual([7, 1].filter((days) => minutes * MINUTE_MS > days * DAY_MS));
      }),
      { numRuns: 25 },
    );
  });
});

test.each([
  ["8 days before", 8, null],
  ["7 days before", 7, 7],
  ["2 days before", 2, 7],
  ["1 day before", 1, 1],
  ["an hour before", 1 / 24, 1],
  ["at the expiry", 0, null],
])("returns the right reminder %s", (_when, daysBefore, days) => {
  const expiresAt = addDays(NOW, daysBefore);
  expect(dueReminder(key({ expiresAt }), NOW)?.days ?? null).toBe(days);
});

test("returns only the reminder of 1 day before for a key that was made for 7 days", () => {
  const week = key({ createdAt: NOW, expiresAt: addDays(NOW, 7) });
  expect(dueReminder(week, addDays(NOW, 1))).toBeNull();
  expect(dueReminder(week, addDays(NOW, 6))?.days).toBe(1);
});
