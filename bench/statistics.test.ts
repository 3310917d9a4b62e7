import { expect, test } from "vitest";
import { median, percentile, slope } from "#bench/statistics";

test("gives the value below which the share of a percentile lies", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(percentile(hundred, 0.5)).toBe(51);
  expect(percentile(hundred, 0.99)).toBe(100);
  expect(percentile(hundred, 1)).toBe(100);
  expect(percentile([], 0.5)).toBeNaN();
});

test("puts the median of an even number of values between the middle two", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1, 5, 3])).toBe(4);
});

test("gives the growth for each step as the slope", () => {
  const noisy = [
    { x: 0, y: 1 },
    { x: 1, y: 5 },
    { x: 2, y: 5 },
    { x: 3, y: 9 },
  ];
  expect(slope(noisy)).toBeCloseTo(2.4);
});
