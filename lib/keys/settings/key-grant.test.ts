import fc from "fast-check";
import { expect, test } from "vitest";
import { ORDINARY_KEY_DAYS, reasonForProof } from "#lib/auth/passwords/proof-rule";
import { addDays } from "#lib/clock";
import { SCOPES } from "#lib/keys/access/scopes";
import { keyGrantOf } from "#lib/keys/settings/key-grant";
import { EXPIRES_IN_DAYS_DEFAULT } from "#lib/keys/settings/limits";
import { isWider } from "#lib/keys/settings/wider";

const NOW = new Date("2026-11-30T09:00:00Z");
const BOUNDS = { workspaceIds: ["acme"], environment: null, serverIds: null };

test("a key with all defaults is an ordinary one, and one day more is not", () => {
  expect(EXPIRES_IN_DAYS_DEFAULT).toBeLessThanOrEqual(ORDINARY_KEY_DAYS);
  const reasonAfter = (days: number) =>
    reasonForProof({ kind: "new_key", key: keyGrantOf({ scopes: ["mcp:read"], expiresAt: addDays(NOW, days) }, NOW) });
  expect(reasonAfter(EXPIRES_IN_DAYS_DEFAULT)).toBeNull();
  expect(reasonAfter(ORDINARY_KEY_DAYS + 1)).toBe("long_lived");
});

test("a key exceeds reading exactly when it can do something that a read-only key cannot", () => {
  fc.assert(
    fc.property(fc.subarray([...SCOPES]), (scopes) => {
      const exceeds = isWider({ ...BOUNDS, scopes: ["mcp:read"] }, { ...BOUNDS, scopes });
      return keyGrantOf({ scopes, expiresAt: NOW }, NOW).exceedsReading === exceeds;
    }),
  );
});
