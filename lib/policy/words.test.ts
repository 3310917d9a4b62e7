import { expect, test } from "vitest";
import { blockedIn } from "#lib/policy/words";

test("names every reason in one sentence", () => {
  expect(blockedIn("Acme", ["full_access"])).toBe("Blocked in Acme: full access is for admins there.");
  expect(blockedIn("Acme", ["lifetime", "owner_role", "address"])).toBe(
    "Blocked in Acme: its lifetime is longer than the maximum there, only admins may make keys there and it was used from outside the networks that are allowed there.",
  );
});
