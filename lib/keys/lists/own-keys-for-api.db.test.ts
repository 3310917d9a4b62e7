import { expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { keyStatus } from "#lib/keys/access/status";
import { listOwnKeysForApi, type OwnKeysForApi } from "#lib/keys/lists/own-keys-for-api";
import { makeKey, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner", grace: "member" } });

const ALL: OwnKeysForApi = { status: null, workspaceId: null, after: null, limit: 100 };

test("each status finds exactly the keys with this status", async () => {
  const { ada, callers } = world;
  const ends = [null, NOW, new Date(NOW.getTime() + 1), addDays(NOW, 7), new Date(addDays(NOW, 7).getTime() + 1)];
  const wanted = new Map<string, string>();
  for (const expiresAt of ends) {
    for (const revokedAt of [null, NOW]) {
      wanted.set(await makeKey(ada, [], { expiresAt, revokedAt }), keyStatus({ expiresAt, revokedAt }, NOW));
    }
  }
  for (const status of ["active", "expiring", "expired", "revoked"] as const) {
    const { keys } = await listOwnKeysForApi(callers.ada, { ...ALL, status });
    const ids = [...wanted].filter(([, one]) => one === status).map(([id]) => id);
    expect(keys.map(({ id }) => id).sort()).toEqual(ids.sort());
  }
});

test("pages neither repeat nor skip a key, also among keys of one instant", async () => {
  const { ada, callers } = world;
  const made = await Promise.all(Array.from({ length: 7 }, () => makeKey(ada, [])));
  const seen: string[] = [];
  for (let after: OwnKeysForApi["after"] = null; ; ) {
    const { keys, next } = await listOwnKeysForApi(callers.ada, { ...ALL, after, limit: 3 });
    seen.push(...keys.map(({ id }) => id));
    if (!next) break;
    after = next;
  }
  expect(seen).toEqual(made.sort().reverse());
});

test("a workspace finds the caller's own keys that reach it", async () => {
  const { ada, grace, acme, callers } = world;
  const held = await makeKey(ada, [acme]);
  await makeKey(ada, []);
  await makeKey(grace, [acme]);
  const { keys } = await listOwnKeysForApi(callers.ada, { ...ALL, workspaceId: acme.id });
  expect(keys.map(({ id }) => id)).toEqual([held]);
});
