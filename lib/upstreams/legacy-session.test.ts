import { expect, test } from "vitest";
import { provideTestEnv } from "#lib/db/testing";
import { upstreamSnapshot } from "#lib/testing/upstream-snapshot";
import { tell } from "#lib/upstreams/legacy-session";

provideTestEnv();

const session = { id: "s", protocolVersion: "2025-06-18", nextRequestId: 1 };

test("an answer that cannot be written out, or sent, ends nothing but itself", async () => {
  const depth = 100_000;
  const id: unknown = JSON.parse("[".repeat(depth) + "]".repeat(depth));
  await expect(tell(upstreamSnapshot(), session, { id, result: {} })).resolves.toBeUndefined();
  await expect(tell(upstreamSnapshot(), session, { id: 1, result: {} })).resolves.toBeUndefined();
});
