import { expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { newId } from "#lib/ids";
import { workspaceOverview } from "#lib/workspaces/overview";
import { useDatabase } from "#testing/databases/use-database";
import { callerOf, makeKey, makeUser, makeWorkspace, NOW } from "#testing/people/factories";

useDatabase();

async function makeUpstream(
  workspaceId: string,
  slug: string,
  state: { disabledAt?: Date; failureCode?: string; failedAt?: Date; catalogueAt?: Date; callFailedAt?: Date } = {},
) {
  const url = "https://mcp.example.com";
  const base = { id: newId("ups"), workspaceId, name: slug, slug, url, createdAt: NOW, updatedAt: NOW };
  await db().upstream.create({ data: { ...base, ...state } });
}

test("counts the enabled servers of the workspace, its members, and the caller's usable keys", async () => {
  const ada = await makeUser("Ada");
  const grace = await makeUser("Grace");
  const acme = await makeWorkspace("Acme", [
    [ada, "owner"],
    [grace, "member"],
  ]);
  const labs = await makeWorkspace("Labs", [[ada, "owner"]]);
  const later = addDays(NOW, 1);
  await makeUpstream(acme.id, "up", { catalogueAt: later, callFailedAt: NOW });
  await makeUpstream(acme.id, "down", { failureCode: "REFUSED", failedAt: NOW, catalogueAt: NOW });
  await makeUpstream(acme.id, "large", { failureCode: "CATALOGUE_TOO_LARGE", failedAt: NOW, catalogueAt: NOW });
  await makeUpstream(acme.id, "shaky", { catalogueAt: NOW, callFailedAt: later });
  await makeUpstream(acme.id, "off", { disabledAt: NOW, failureCode: "REFUSED", failedAt: NOW });
  await makeUpstream(labs.id, "other");
  const used = await makeKey(ada, [acme, labs]);
  await db().key.update({ where: { id: used }, data: { lastUsedAt: NOW } });
  await makeKey(ada, [acme], { expiresAt: addDays(NOW, 1) });
  await makeKey(ada, [acme], { expiresAt: NOW });
  await makeKey(ada, [acme], { revokedAt: NOW });
  await makeKey(ada, [labs]);
  await makeKey(grace, [acme]);
  const detached = await makeKey(ada, [acme]);
  await db().keyWorkspace.updateMany({ where: { keyId: detached }, data: { detachedAt: NOW } });

  expect(await workspaceOverview(callerOf(ada), acme.slug)).toEqual({
    workspace: { ...acme, role: "owner" },
    servers: 4,
    serversIn: { failing: 1, call_failed: 1, no_room: 1 },
    troubledServers: [
      { id: expect.any(String), name: "down", trouble: "failing", at: NOW },
      { id: expect.any(String), name: "large", trouble: "no_room", at: NOW },
      { id: expect.any(String), name: "shaky", trouble: "call_failed", at: later },
    ],
    members: 2,
    pendingInvitations: 0,
    ownKeys: 2,
    usedKeys: 1,
  });
});

test("hides the workspace from somebody who is not a member", async () => {
  const acme = await makeWorkspace("Acme", [[await makeUser("Ada"), "owner"]]);
  const stranger = await makeUser("Mallory");
  await expect(workspaceOverview(callerOf(stranger), acme.slug)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("counts only the invitations that can still be accepted", async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  const states = [{}, { acceptedAt: NOW }, { expiresAt: NOW }];
  for (const [index, state] of states.entries()) {
    const id = newId("inv");
    const base = { id, workspaceId: acme.id, email: `${index}@example.com`, role: "member", tokenHash: id } as const;
    await db().invitation.create({ data: { ...base, createdAt: NOW, expiresAt: addDays(NOW, 7), ...state } });
  }
  expect(await workspaceOverview(callerOf(ada), acme.slug)).toMatchObject({ pendingInvitations: 1 });
});
