import { expect, test } from "vitest";
import { sendOneWay } from "#lib/upstreams/calls/legacy-session";
import { provideTestEnv } from "#testing/databases/use-database";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

provideTestEnv();

const session = { id: "s", protocolVersion: "2025-06-18", nextRequestId: 1 };

test("an answer that cannot be written out, or sent, ends nothing but itself", async () => {
  const depth = 100_000;
  const id: unknown = JSON.parse("[".repeat(depth) + "]".repeat(depth));
  await expect(sendOneWay(upstreamSnapshot(), session, { id, result: {} })).resolves.toBeUndefined();
  await expect(sendOneWay(upstreamSnapshot(), session, { id: 1, result: {} })).resolves.toBeUndefined();
});
