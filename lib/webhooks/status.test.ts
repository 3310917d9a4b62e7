import { expect, test } from "vitest";
import { deliveryState } from "#lib/webhooks/status";

const at = new Date("2026-11-21T12:00:00Z");

test.each([
  ["delivered", { deliveredAt: at, nextAttemptAt: null, lastFailure: null }],
  ["waiting", { deliveredAt: null, nextAttemptAt: at, lastFailure: null }],
  ["retrying", { deliveredAt: null, nextAttemptAt: at, lastFailure: "It answered with an error (HTTP 500)." }],
  ["failed", { deliveredAt: null, nextAttemptAt: null, lastFailure: "It answered with an error (HTTP 500)." }],
])("derives the state %s", (state, progress) => {
  expect(deliveryState(progress)).toBe(state);
});
