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
  ])("%d ms from now reads %j", (ms, words) => {
    expect(relativeTime(fromNow(ms), NOW)).toBe(words);
  });

  test("a server clock that is a moment ahead does not put the past into the future", () => {
    expect(relativeTime(fromNow(800), NOW)).toBe("just now");
  });
});

describe("daysUntil", () => {
  test("a key made a moment ago for 90 days expires in 90 days", () => {
    expect(daysUntil(addDays(NOW, 90), NOW)).toBe("in 90 days");
    expect(daysUntil(addDays(NOW, 90), fromNow(20 * SECOND_MS))).toBe("in 90 days");
    expect(daysUntil(addDays(NOW, 90), fromNow(5 * HOUR_MS))).toBe("in 90 days");
  });

  test("it never turns to months or years, which would hide the number that was chosen", () => {
    expect(daysUntil(addDays(NOW, 365), NOW)).toBe("in 365 days");
  });

  test("the last day is told in hours and minutes", () => {
    expect(daysUntil(fromNow(5 * HOUR_MS), NOW)).toBe("in 5 hours");
    expect(daysUntil(fromNow(DAY_MS), NOW)).toBe("in 1 day");
  });

  test("what is over is told as past", () => {
    expect(daysUntil(fromNow(-2 * DAY_MS), NOW)).toBe("2 days ago");
    expect(daysUntil(NOW, NOW)).toBe("just now");
  });
});

describe("calendarDate and exactTime", () => {
  test("a date is the day in the reader's zone", () => {
    const lateEvening = new Date("2027-02-18T23:30:00.000Z");
    expect(calendarDate(lateEvening, "UTC")).toBe("18 Feb 2027");
    expect(calendarDate(lateEvening, "Asia/Tokyo")).toBe("19 Feb 2027");
  });

  test("a day of UTC has no year and stays that day everywhere", () => {
    expect(shortDay(new Date("2027-02-18T00:00:00.000Z"))).toBe("18 Feb");
  });

  test("the exact time has seconds and names its zone", () => {
    expect(exactTime(NOW, "UTC")).toBe("20 Nov 2026, 14:03:09 UTC");
    expect(exactTime(NOW, "Europe/Berlin")).toMatch(/^20 Nov 2026, 15:03:09 (CET|GMT\+1)$/);
  });
});

test("a wait is told in whole minutes and by the clock, never shorter than it is", () => {
  expect(waitTime(840, NOW, "UTC")).toBe("in 14 minutes, at 14:17");
  expect(waitTime(61, NOW, "UTC")).toBe("in 2 minutes, at 14:05");
  expect(waitTime(1, NOW, "UTC")).toBe("in 1 minute, at 14:04");
});
