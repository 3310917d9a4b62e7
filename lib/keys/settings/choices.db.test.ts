import { expect, test } from "vitest";
import { db } from "#lib/db/client";
import { keyChoices } from "#lib/keys/settings/choices";
import { serviceKeyChoices } from "#lib/keys/settings/service-key-choices";
import { OPEN_POLICY } from "#lib/policy/dto";
import { makeUpstream, makeWorkspace, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace(
  { acme: { ada: "owner", mia: "member" }, labs: { ada: "member", mia: "owner" } },
  async ({ acme, labs }) => ({
    zeta: await makeUpstream(acme, { slug: "zeta", environment: "staging" }),
    alpha: await makeUpstream(acme, { slug: "alpha", disabledAt: NOW }),
    board: await makeUpstream(labs, { slug: "board" }),
  }),
);

test("a person chooses from their workspaces, and from all servers of these, by name", async () => {
  const { acme, labs, alpha, board, zeta, callers } = world;
  await makeUpstream(await makeWorkspace("Foreign", []), { slug: "foreign" });
  const { workspaces, servers } = await keyChoices(callers.ada);
  expect(workspaces.map(({ id }) => id).sort()).toEqual([acme.id, labs.id].sort());
  expect(servers).toEqual([
    { id: alpha, name: "alpha", environment: "production", workspaceId: acme.id, isDisabled: true },
    { id: board, name: "board", environment: "production", workspaceId: labs.id, isDisabled: false },
    { id: zeta, name: "zeta", environment: "staging", workspaceId: acme.id, isDisabled: false },
  ]);
});

test("a disabled person reads no servers and no demands", async () => {
  const { ada, callers } = world;
  await db().user.update({ where: { id: ada.id }, data: { disabledAt: NOW } });
  expect(await keyChoices(callers.ada)).toMatchObject({ servers: [], demands: [] });
});

test("a person reads the demands of their workspaces, in their role", async () => {
  const { labs, callers } = world;
  expect((await keyChoices(callers.ada)).demands).toEqual([]);
  await db().workspacePolicy.create({ data: { workspaceId: labs.id, expiryRequired: true, updatedAt: NOW } });
  const workspace = { id: labs.id, name: "Labs" };
  const policy = { ...OPEN_POLICY, expiryRequired: true };
  expect((await keyChoices(callers.ada)).demands).toEqual([{ workspace, role: "member", policy }]);
});

test("admins choose for a service key from the servers of its workspace alone, under its policy", async () => {
  const { acme, alpha, zeta, callers } = world;
  expect(await serviceKeyChoices(callers.ada, acme.slug)).toMatchObject({
    workspaces: [{ id: acme.id }],
    servers: [
      { id: alpha, isDisabled: true },
      { id: zeta, isDisabled: false },
    ],
    demands: [],
  });
  await db().workspacePolicy.create({ data: { workspaceId: acme.id, fullAccess: "admins", updatedAt: NOW } });
  const { demands } = await serviceKeyChoices(callers.ada, acme.slug);
  const workspace = { id: acme.id, name: "Acme" };
  expect(demands).toEqual([{ workspace, role: "service", policy: { ...OPEN_POLICY, fullAccess: "admins" } }]);
});

test("members do not choose for a service key", async () => {
  const { acme, callers } = world;
  await expect(serviceKeyChoices(callers.mia, acme.slug)).rejects.toMatchObject({ code: "FORBIDDEN" });
});
