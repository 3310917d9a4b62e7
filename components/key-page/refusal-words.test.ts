import { expect, test } from "vitest";
import { refusalReason } from "#components/key-page/refusal-words";
import { REFUSAL_REASONS, type RefusedAttempts } from "#lib/keys/refusals/dto";

const attempts = (changes: Partial<RefusedAttempts>): RefusedAttempts => ({
  reason: "revoked",
  client: "cursor 1.2",
  address: "192.0.2.1",
  count: 1,
  firstAt: new Date(0),
  lastAt: new Date(0),
  workspaceName: null,
  oldToken: null,
  ...changes,
});

test("each reason is one clause, with and without the workspace that refused", () => {
  for (const reason of REFUSAL_REASONS) {
    expect(refusalReason(attempts({ reason }))).toMatch(/^[A-Z][^.]{10,}[a-z]$/);
    expect(refusalReason(attempts({ reason, workspaceName: "Acme" }))).not.toMatch(/ {2}|null/);
  }
  expect(refusalReason(attempts({ reason: "policy", workspaceName: "Acme" }))).toBe(
    "The policy of Acme blocks the key",
  );
});

test("an attempt with a token that was replaced says so", () => {
  const oldToken = "mcp_2abc1…ef789";
  expect(refusalReason(attempts({ reason: "expired", oldToken }))).toBe("The old token has expired");
  expect(refusalReason(attempts({ reason: "too_many", oldToken }))).toBe("Too many calls or streams at once");
});
