import { expect, test } from "vitest";
import { listKeyHistory } from "#lib/audit-log/key-history";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { callerOf, makeKey, makeServiceKey, makeUser, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

/** A key of Ada that reaches Acme, which Grace owns, and Labs, which Ada owns. */
const world = useWorkspace(
  { acme: { grace: "owner", ada: "member" }, labs: { ada: "owner" } },
  async ({ ada, acme, labs }) => ({ keyId: await makeKey(ada, [acme, labs]) }),
);

type Event = { workspaceId: string | null; actorId: string; action: string; days?: number; details?: object };

async function write(keyId: string, { days = 0, details = {}, ...event }: Event): Promise<void> {
  const target = { targetType: "key", targetId: keyId, targetName: "Laptop" };
  const id = `evt_${Math.random()}`;
  await db().auditEvent.create({
    data: { id, at: addDays(NOW, days), address: "192.0.2.1", details, ...target, ...event },
  });
}

test("shows the owner each event once, names detached workspaces, and hides the addresses of admins", async () => {
  const { ada, grace, acme, labs, keyId } = world;
  const details = { workspaceIds: [acme.id, labs.id] };
  await write(keyId, { workspaceId: null, actorId: ada.id, action: "key.created", details });
  await write(keyId, { workspaceId: acme.id, actorId: ada.id, action: "key.created" });
  await write(keyId, { workspaceId: labs.id, actorId: ada.id, action: "key.created" });
  await write(keyId, { workspaceId: acme.id, actorId: grace.id, action: "key.detached", days: 1 });
  const { events, hasMore } = await listKeyHistory(world.callers.ada, keyId, labs.slug);
  expect(hasMore).toBe(false);
  expect(events).toMatchObject([
    { summary: "Revoked the access of the key “Laptop” to “Acme”", actor: { name: "Grace" }, address: null },
    {
      summary: "Created the key “Laptop”",
      address: "192.0.2.1",
      facts: [{ label: "Workspaces", value: "Acme, Labs" }],
    },
  ]);
});

test("shows an admin the events of their own workspace only", async () => {
  const { ada, acme, labs, keyId } = world;
  await write(keyId, {
    workspaceId: null,
    actorId: ada.id,
    action: "key.created",
    details: { workspaceIds: [labs.id] },
  });
  await write(keyId, { workspaceId: acme.id, actorId: ada.id, action: "key.created" });
  await write(keyId, { workspaceId: labs.id, actorId: ada.id, action: "key.detached", days: 1 });
  const { events } = await listKeyHistory(world.callers.grace, keyId, acme.slug);
  expect(events).toMatchObject([{ summary: "Created the key “Laptop”", facts: [] }]);
});

test("refuses a member who asks for the history of somebody else's key", async () => {
  const { grace, acme } = world;
  const bob = await makeUser("Bob");
  await db().membership.create({ data: { workspaceId: acme.id, userId: bob.id, role: "member", createdAt: NOW } });
  const keyId = await makeKey(grace, [acme]);
  await expect(listKeyHistory(callerOf(bob), keyId, acme.slug)).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("shows the history of a service key to the admins of its workspace", async () => {
  const { grace, acme } = world;
  const keyId = await makeServiceKey(acme);
  await write(keyId, { workspaceId: acme.id, actorId: grace.id, action: "key.created" });
  expect((await listKeyHistory(world.callers.grace, keyId, acme.slug)).events).toHaveLength(1);
});

test("shows fifty events, and says that there are more", async () => {
  const { ada, labs, keyId } = world;
  for (let days = 0; days < 51; days += 1) {
    await write(keyId, { workspaceId: null, actorId: ada.id, action: "key.updated", days });
  }
  const { events, hasMore } = await listKeyHistory(world.callers.ada, keyId, labs.slug);
  expect([events.length, hasMore]).toEqual([50, true]);
});
