import { expect, test } from "vitest";
import type { BoundedMap } from "#lib/bounded-map";
import { noteUse } from "#lib/gateway/use";
import { single } from "#lib/process";

test("of what a client says of itself no more is kept than a screen shows", () => {
  const requester = { keyId: "key_1", address: "127.0.0.1", userAgent: "u".repeat(10_000) };
  const clientInfo = { name: "n".repeat(1_000_000), version: "v".repeat(1_000_000) };
  const initialize = { kind: "request", id: 1, method: "initialize", params: { clientInfo } } as const;
  noteUse(requester, initialize, { era: "legacy" }, new Date());
  const kept = single("legacy-clients", (): BoundedMap<string, unknown> => expect.fail("nothing is kept"));
  expect(kept.size).toBe(1);
  expect(JSON.stringify([...kept.entries()]).length).toBeLessThan(1_000);
});
