import { expect, test } from "vitest";
import { readUsageAddress } from "#app/w/[workspace]/settings/usage/read-usage-address";
import { usageAddress } from "#components/usage/usage-address";
import { GROUPINGS } from "#lib/usage/groupings";
import { PERIODS } from "#lib/usage/periods";

test("shows the last 30 days by key by default", () => {
  expect(readUsageAddress({})).toEqual({ period: "30d", by: "key" });
  expect(usageAddress("/usage", readUsageAddress({}))).toBe("/usage");
});

test("ignores parameters with an invalid value", () => {
  expect(readUsageAddress({ period: "5m", by: ["tool", "key"] })).toEqual({ period: "30d", by: "tool" });
});

test("reads back every view from its address", () => {
  for (const period of PERIODS) {
    for (const by of GROUPINGS) {
      const { searchParams } = new URL(usageAddress("/usage", { period, by }), "http://localhost");
      expect(readUsageAddress(Object.fromEntries(searchParams))).toEqual({ period, by });
    }
  }
});
