import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { RefusedAttempts } from "#components/key-page/refused-attempts";
import { ClockProvider } from "#components/time/clock-provider";
import type { RefusedAttempts as Attempts } from "#lib/keys/refusals/dto";

const AT = new Date("2026-03-01T00:00:00Z");
const OF_OLD_TOKEN: Attempts = {
  reason: "rate_limited",
  client: "Cursor",
  address: null,
  count: 1,
  firstAt: AT,
  lastAt: AT,
  workspaceName: "Acme",
  oldToken: "lk_abc…wxyz",
};

const textFor = (attempts: Attempts[], limitedTo: string | null) =>
  renderToStaticMarkup(
    <ClockProvider serverNow={AT}>
      <RefusedAttempts noun="key" attempts={attempts} storedDays={90} limitedTo={limitedTo} />
    </ClockProvider>,
  ).replaceAll(/<[^>]*>/g, "");

test("the words above the rows hold for old tokens, for single refusals, and for rows that are no longer kept", () => {
  expect(textFor([OF_OLD_TOKEN], null)).toContain(
    "Requests with this token, or one that it replaced, that were refused in the last 90 days. " +
      "Equal ones share a line, and the latest 20 lines are kept.",
  );
});

test("an admin of another workspace reads that they see only what concerns it", () => {
  expect(textFor([OF_OLD_TOKEN], "Acme")).toContain("Only those that concern Acme are here.");
  expect(textFor([], "Acme")).toContain("No request that concerns Acme was refused in the last 90 days.");
  expect(textFor([], null)).toContain("No request was refused in the last 90 days.");
});
