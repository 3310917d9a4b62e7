import { expect, test, vi } from "vitest";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { flushLastUses, type KeyUse, recordUse } from "#lib/keys/access/last-use";
import { makeKey, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner" } }, async ({ ada, acme }) => ({
  keyId: await makeKey(ada, [acme]),
}));

const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
const use = (changes: Partial<KeyUse> = {}): KeyUse => ({
  keyId: world.keyId,
  at: NOW,
  client: "claude-code",
  version: "2.1.3",
  title: "Claude Code",
  address: "192.0.2.1",
  ...changes,
});
const stored = () =>
  db().key.findUniqueOrThrow({
    where: { id: world.keyId },
    select: {
      lastUsedAt: true,
      lastUsedClient: true,
      lastUsedVersion: true,
      lastUsedTitle: true,
      lastUsedAddress: true,
    },
  });

test("writes the last use with client, version, title and address", async () => {
  recordUse(use());
  recordUse(use({ at: later(1), client: "cursor", version: null, title: null, address: "::1" }));
  await flushLastUses();
  expect(await stored()).toEqual({
    lastUsedAt: later(1),
    lastUsedClient: "cursor",
    lastUsedVersion: null,
    lastUsedTitle: null,
    lastUsedAddress: "::1",
  });
});

test("a request that names no client keeps the known name", async () => {
  recordUse(use());
  await flushLastUses();
  recordUse(use({ at: later(5), client: null, version: null, title: null }));
  await flushLastUses();
  expect(await stored()).toMatchObject({
    lastUsedAt: later(5),
    lastUsedClient: "claude-code",
    lastUsedVersion: "2.1.3",
    lastUsedTitle: "Claude Code",
  });
});

test("an older use never replaces a newer one, as when two replicas write", async () => {
  recordUse(use({ at: later(60) }));
  await flushLastUses();
  recordUse(use({ client: "late" }));
  await flushLastUses();
  expect(await stored()).toMatchObject({ lastUsedAt: later(60), lastUsedClient: "claude-code" });
});

test("writes a key in a batch at most every ten seconds, however often it is used", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"], now: NOW });
  const queries = vi.spyOn(pool(), "query");
  try {
    for (let second = 0; second < 30; second += 1) {
      recordUse(use({ at: later(second) }));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    const writes = queries.mock.calls.length;
    expect(writes).toBeGreaterThanOrEqual(2);
    expect(writes).toBeLessThanOrEqual(3);
  } finally {
    vi.useRealTimers();
    queries.mockRestore();
    await flushLastUses();
  }
});

test("cuts and cleans the name of a client before it stores it", async () => {
  recordUse(use({ client: `evil\u0000\n${"x".repeat(500)}` }));
  await flushLastUses();
  expect((await stored()).lastUsedClient).toBe(`evil${"x".repeat(96)}`);
});

test("keeps the uses of ten thousand keys at most until they are written", async () => {
  for (let index = 0; index <= 10_000; index += 1) recordUse(use({ keyId: `key_${index}` }));
  recordUse(use({ keyId: "key_0", client: "cursor" }));
  const query = vi.spyOn(pool(), "query");
  await flushLastUses();
  const [written] = query.mock.calls.map(([config]) => (config as unknown as { values: string[][] }).values);
  query.mockRestore();
  expect(written?.[0]).toHaveLength(10_000);
  expect(written?.[0]).not.toContain("key_10000");
  expect(written?.[2]).toContain("cursor");
});

test("a deleted key does no harm", async () => {
  recordUse(use({ keyId: "key_gone" }));
  await expect(flushLastUses()).resolves.toBeUndefined();
});

test("keeps one line of a title, without what a reader does not see", async () => {
  recordUse(use({ title: `Claude\u202e\n Code${"!".repeat(1_000)}` }));
  await flushLastUses();
  const { lastUsedTitle } = await stored();
  expect(lastUsedTitle).toBe(`Claude Code${"!".repeat(89)}`);
});
