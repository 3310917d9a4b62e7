import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { createKey } from "#lib/keys/life/create-key";
import { createServiceKey } from "#lib/keys/life/create-service-key";
import { rotateKey } from "#lib/keys/life/rotate";
import { rotateKeySchema } from "#lib/keys/life/schema";
import { listWorkspaceKeysSchema } from "#lib/keys/lists/schema";
import { listWorkspaceKeysForDashboard } from "#lib/keys/lists/workspace-keys";
import { createKeySchema, createServiceKeySchema, updateKeySchema } from "#lib/keys/settings/schema";
import { updateKey, updateServiceKey } from "#lib/keys/settings/update-key";
import { makeKey, makeWorkspace, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner", grace: "member" } });

type Options = { nameInClients?: string; name?: string; workspaceIds?: string[]; by?: "ada" | "grace" };

async function create({ by = "ada", ...options }: Options = {}) {
  const input = createKeySchema.parse({ workspaceIds: [world.acme.id], ...options });
  return (await createKey(world.callers[by], input)).key;
}

const createService = async (nameInClients?: string) => {
  const input = createServiceKeySchema.parse({ workspace: world.acme.id, name: "Nightly job", nameInClients });
  return (await createServiceKey(world.callers.ada, input)).key;
};

const rename = (keyId: string, nameInClients: string) =>
  updateKey(world.callers.ada, updateKeySchema.parse({ keyId, nameInClients }));

describe("a new key", () => {
  test("gets its name in clients from its first workspace, and no other usable key of the owner has it", async () => {
    const labs = await makeWorkspace("Labs", [[world.ada, "owner"]]);
    const foreign = await makeWorkspace("株式会社", [[world.ada, "owner"]]);
    const first = await create();
    const second = await create();
    const other = await create({ workspaceIds: [labs.id, world.acme.id] });
    expect([first.nameInClients, second.nameInClients]).toEqual(["acme", "acme-2"]);
    expect(other.nameInClients).toBe("labs");
    expect((await create({ workspaceIds: [foreign.id] })).nameInClients).toBe("latchkey");
  });

  test("takes the name of a key that has ended, whose entry in the client is of no use any more", async () => {
    const { id } = await create();
    await db().key.update({ where: { id }, data: { revokedAt: NOW } });
    expect((await create()).nameInClients).toBe("acme");
  });

  test("has the same name as a key of somebody else, or a service key, because their clients are others", async () => {
    await create();
    expect((await create({ by: "grace" })).nameInClients).toBe("acme");
    expect((await createService()).nameInClients).toBe("acme");
    expect((await createService()).nameInClients).toBe("acme-2");
  });

  test("gets another name when several are made at once", async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => create()));
    expect(made.map((key) => key.nameInClients).sort()).toEqual(["acme", "acme-2", "acme-3", "acme-4", "acme-5"]);
  });

  test("can have a chosen name, which is refused when it is taken", async () => {
    await create({ nameInClients: "spices", name: "Laptop" });
    await expect(create({ nameInClients: "spices" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      fields: {
        nameInClients: "Another of your keys, Laptop, is “spices” in its clients already. Choose another name.",
      },
    });
  });
});

test("a rotation keeps the name, so that the entry in the client is replaced", async () => {
  const { id } = await create({ nameInClients: "spices" });
  const rotate = async (keyId: string) => {
    const input = rotateKeySchema.parse({ keyId, overlap: "1_hour", expiresInDays: "same" });
    return (await rotateKey(world.callers.ada, input)).key;
  };
  const key = await rotate((await rotate(id)).id);
  expect(key.nameInClients).toBe("spices");
  // The old keys still work and have the name too; that does not keep the new one from its own name.
  await rename(key.id, "herbs");
  expect((await rename(key.id, "spices")).nameInClients).toBe("spices");
});

test("admins of a workspace never read it of a person's key, because it may be the name of another workspace", async () => {
  const labs = await makeWorkspace("Labs", [[world.ada, "owner"]]);
  await create({ workspaceIds: [labs.id, world.acme.id] });
  await createService("nightly");
  const input = listWorkspaceKeysSchema.parse({});
  const { keys } = await listWorkspaceKeysForDashboard(world.callers.ada, world.acme.id, input);
  expect(keys.map(({ owner, nameInClients }) => [owner?.name ?? null, nameInClients])).toEqual(
    expect.arrayContaining([
      ["Ada", null],
      [null, "nightly"],
    ]),
  );
  const events = await db().auditEvent.findMany({ where: { workspaceId: world.acme.id, action: "key.created" } });
  expect(JSON.stringify(events)).not.toContain('"labs"');
});

describe("renaming", () => {
  test("changes nothing else, is recorded, and is refused when another usable key has the name", async () => {
    const [one, other] = [await create({ name: "Laptop" }), await create({ name: "Desktop" })];
    const renamed = await rename(one.id, "spices");
    expect(renamed).toMatchObject({ name: "Laptop", nameInClients: "spices", scopes: one.scopes });
    const events = await db().auditEvent.findMany({ where: { action: "key.updated" } });
    const change = { before: { nameInClients: "acme" }, after: { nameInClients: "spices" } };
    expect(events).toMatchObject([{ ...change, workspaceId: null }]);
    await expect(rename(other.id, "spices")).rejects.toMatchObject({ fields: { nameInClients: expect.any(String) } });
    await db().key.update({ where: { id: one.id }, data: { expiresAt: NOW } });
    expect((await rename(other.id, "spices")).nameInClients).toBe("spices");
  });

  test("of service keys is refused when another one of the workspace has the name, also at the same time", async () => {
    const keys = [await createService(), await createService()];
    const attempts = await Promise.allSettled(
      keys.map(({ id }) =>
        updateServiceKey(world.callers.ada, { workspace: world.acme.id, keyId: id, nameInClients: "spices" }),
      ),
    );
    expect(attempts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("is not asked of a key without a name, which an import made", async () => {
    const id = await makeKey(world.ada, [world.acme]);
    const changed = await updateKey(world.callers.ada, updateKeySchema.parse({ keyId: id, name: "Old" }));
    expect(changed.nameInClients).toBeNull();
  });

  test.each(["", "Acme", "a b", "workspace", "x".repeat(25)])("refuses %j in one sentence", (nameInClients) => {
    const { error } = updateKeySchema.safeParse({ keyId: "key_01jd0000000000000000000000", nameInClients });
    expect(error?.issues).toMatchObject([{ path: ["nameInClients"], message: expect.stringMatching(/\.$/) }]);
  });
});
