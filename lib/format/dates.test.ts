import { describe, expect, test } from "vitest";
import { addDays, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "#lib/clock";
import { calendarDate, daysUntil, exactTime, relativeTime, shortDay, waitTime } from "#lib/format/dates";

const NOW = new Date("2026-11-20T14:03:09.000Z");
const fromNow = (ms: number) => new Date(NOW.getTime() + ms);

describe("relativeTime", () => {
  test.each([
    [0, "just now"],
    [-59 * SECOND_MS, "just now"],
    [-MINUTE_MS, "1 minute ago"],
    [-3 * MINUTE_MS, "3 minutes ago"],
    [-(HOUR_MS - 1), "59 minutes ago"],
    [-HOUR_MS, "1 hour ago"],
    [-23 * HOUR_MS, "23 hours ago"],
    [-DAY_MS, "1 day ago"],
    [-59 * DAY_MS, "59 days ago"],
    [-60 * DAY_MS, "2 months ago"],
    [-364 * DAY_MS, "12 months ago"],
    [-365 * DAY_MS, "1 year ago"],
    [30 * SECOND_MS, "in less than a minute"],
    [5 * HOUR_MS, "in 5 hours"],
    [12 * DAY_MS, "in 12 days"],
  ])("shows %d ms from now as %j", (ms, words) => {
    expect(relativeTime(fromNow(ms), NOW)).toBe(words);
  });

  test("shows a time as past when the server's clock is a moment ahead", () => {
    expect(relativeTime(fromNow(800), NOW)).toBe("just now");
  });
});

describe("daysUntil", () => {
  test("says that a key created a moment ago for 90 days expires in 90 days", () => {
    expect(daysUntil(addDays(NOW, 90), NOW)).toBe("in 90 days");
    expect(daysUntil(addDays(NOW, 90), fromNow(20 * SECOND_MS))).toBe("in 90 days");
    expect(daysUntil(addDays(NOW, 90), fromNow(5 * HOUR_MS))).toBe("in 90 days");
  });

  test("never uses months or years, which would hide the number of days that was chosen", () => {
    expect(daysUntil(addDays(NOW, 365), NOW)).toBe("in 365 days");
  });

  test("shows the last day in hours and minutes", () => {
    expect(daysUntil(fromNow(5 * HOUR_MS), NOW)).toBe("in 5 hours");
    expect(daysUntil(fromNow(DAY_MS), NOW)).toBe("in 1 day");
  });

  test("shows a time that is over as past", () => {
    expect(daysUntil(fromNow(-2 * DAY_MS), NOW)).toBe("2 days ago");
    expect(daysUntil(NOW, NOW)).toBe("just now");
  });
});

describe("calendarDate and exactTime", () => {
  test("calendarDate shows the day in the reader's time zone", () => {
    const lateEvening = new Date("2027-02-18T23:30:00.000Z");
    expect(calendarDate(lateEvening, "UTC")).toBe("18 Feb 2027");
    expect(calendarDate(lateEvening, "Asia/Tokyo")).toBe("19 Feb 2027");
  });

  test("shortDay shows the day in UTC without the year", () => {
    expect(shortDay(new Date("2027-02-18T00:00:00.000Z"))).toBe("18 Feb");
  });

  test("exactTime shows seconds and the time zone", () => {
    expect(exactTime(NOW, "UTC")).toBe("20 Nov 2026, 14:03:09 UTC");
    expect(exactTime(NOW, "Europe/Berlin")).toMatch(/^20 Nov 2026, 15:03:09 (CET|GMT\+1)$/);
  });
});

test("waitTime shows whole minutes and the time of day, and never a shorter wait than the real one", () => {
  expect(waitTime(840, NOW, "UTC")).toBe("in 14 minutes, at 14:17");
  expect(waitTime(61, NOW, "UTC")).toBe("in 2 minutes, at 14:05");
  expect(waitTime(1, NOW, "UTC")).toBe("in 1 minute, at 14:04");
});
