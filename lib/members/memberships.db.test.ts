import { expect, test } from "vitest";
import { db } from "#lib/db/client";
import { previewInvitation } from "#lib/members/accept-invitation";
import { changeRole } from "#lib/members/change-role";
import { leaveWorkspace, removeMember } from "#lib/members/end-membership";
import { inviteMember } from "#lib/members/invite";
import { listMembers } from "#lib/members/queries";
import { listMembersSchema } from "#lib/members/schema";
import { useDatabase } from "#testing/databases/use-database";
import { callerOf, makeUser, makeWorkspace, NOW } from "#testing/people/factories";

useDatabase();

const EVERYBODY = listMembersSchema.parse({});

async function makeTeam() {
  const [ada, grace, alan] = [await makeUser("Ada"), await makeUser("Grace"), await makeUser("Alan")];
  const { slug } = await makeWorkspace("Acme", [
    [ada, "owner"],
    [grace, "admin"],
    [alan, "member"],
  ]);
  return { ada, grace, alan, workspace: slug };
}

test("lets an admin change the role of a member, and records it", async () => {
  const { grace, alan, workspace } = await makeTeam();
  await changeRole(callerOf(grace), { workspace, userId: alan.id, role: "admin" });
  const { members } = await listMembers(callerOf(grace), workspace, EVERYBODY);
  expect(members.find((member) => member.userId === alan.id)?.role).toBe("admin");
  const event = await db().auditEvent.findFirstOrThrow({ where: { action: "member.role_changed" } });
  expect(event).toMatchObject({
    actorId: grace.id,
    targetId: alan.id,
    before: { role: "member" },
    after: { role: "admin" },
  });
});

test("refuses a member who changes a role or removes somebody", async () => {
  const { alan, grace, workspace } = await makeTeam();
  const change = changeRole(callerOf(alan), { workspace, userId: alan.id, role: "owner" });
  await expect(change).rejects.toMatchObject({ code: "FORBIDDEN" });
  const removal = removeMember(callerOf(alan), { workspace, userId: grace.id });
  await expect(removal).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("refuses an admin who makes or removes an owner", async () => {
  const { ada, grace, alan, workspace } = await makeTeam();
  const make = changeRole(callerOf(grace), { workspace, userId: alan.id, role: "owner" });
  await expect(make).rejects.toMatchObject({ code: "FORBIDDEN" });
  const promote = changeRole(callerOf(grace), { workspace, userId: grace.id, role: "owner" });
  await expect(promote).rejects.toMatchObject({ code: "FORBIDDEN" });
  const remove = removeMember(callerOf(grace), { workspace, userId: ada.id });
  await expect(remove).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("keeps the last owner: they cannot leave, be removed or get another role", async () => {
  const { ada, workspace } = await makeTeam();
  const userId = ada.id;
  await expect(leaveWorkspace(callerOf(ada), { workspace })).rejects.toMatchObject({ code: "CONFLICT" });
  await expect(removeMember(callerOf(ada), { workspace, userId })).rejects.toMatchObject({ code: "CONFLICT" });
  const demote = changeRole(callerOf(ada), { workspace, userId, role: "member" });
  await expect(demote).rejects.toMatchObject({ code: "CONFLICT" });
});

test("keeps one of two owners who leave at the same time", async () => {
  const [ada, grace] = [await makeUser("Ada"), await makeUser("Grace")];
  const { id, slug } = await makeWorkspace("Acme", [
    [ada, "owner"],
    [grace, "owner"],
  ]);
  const leave = (user: typeof ada) => leaveWorkspace(callerOf(user), { workspace: slug });
  const results = await Promise.allSettled([leave(ada), leave(grace)]);
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  expect(await db().membership.count({ where: { workspaceId: id, role: "owner" } })).toBe(1);
});

test("hides the workspace from somebody who left it", async () => {
  const { alan, workspace } = await makeTeam();
  await leaveWorkspace(callerOf(alan), { workspace });
  await expect(listMembers(callerOf(alan), workspace, EVERYBODY)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("hides the workspace from a disabled user", async () => {
  const { alan, workspace } = await makeTeam();
  await db().user.update({ where: { id: alan.id }, data: { disabledAt: new Date() } });
  await expect(listMembers(callerOf(alan), workspace, EVERYBODY)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("refuses a caller who loses their role while they wait for the lock", async () => {
  const [ada, grace, alan] = [await makeUser("Ada"), await makeUser("Grace"), await makeUser("Alan")];
  const { id, slug: workspace } = await makeWorkspace("Acme", [
    [ada, "owner"],
    [grace, "owner"],
    [alan, "owner"],
  ]);
  const { promise: isDemoted, resolve: demoted } = Promise.withResolvers<void>();
  const { promise: isWaiting, resolve: waits } = Promise.withResolvers<void>();
  const demotion = db().$transaction(async (transaction) => {
    const key = { workspaceId_userId: { workspaceId: id, userId: grace.id } };
    await transaction.membership.update({ where: key, data: { role: "member" } });
    demoted();
    await isWaiting;
  });
  await isDemoted;
  const removal = removeMember(callerOf(grace), { workspace, userId: ada.id });
  const refused = expect(removal).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect.poll(waitingForLocks).toBe(1);
  waits();
  await Promise.all([demotion, refused]);
  expect(await db().membership.count({ where: { workspaceId: id } })).toBe(3);
});

async function waitingForLocks(): Promise<number> {
  const rows = await db().$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return rows[0]?.count ?? 0;
}

test("revokes the invitations of a member who is removed", async () => {
  const { ada, grace, workspace } = await makeTeam();
  const invitation = { workspace, email: "new@example.com", role: "member" } as const;
  const { url } = await inviteMember(callerOf(grace), invitation);
  await removeMember(callerOf(ada), { workspace, userId: grace.id });
  const secret = url.slice(url.lastIndexOf("/") + 1);
  await expect(previewInvitation(secret, NOW)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("keeps the invitations of other members when a member is removed", async () => {
  const { ada, grace, workspace } = await makeTeam();
  const { url } = await inviteMember(callerOf(ada), { workspace, email: "new@example.com", role: "member" });
  await removeMember(callerOf(ada), { workspace, userId: grace.id });
  const secret = url.slice(url.lastIndexOf("/") + 1);
  await expect(previewInvitation(secret, NOW)).resolves.toMatchObject({ email: "new@example.com" });
});

test("refuses an admin who gives an owner another role", async () => {
  const { ada, grace, workspace } = await makeTeam();
  const demote = changeRole(callerOf(grace), { workspace, userId: ada.id, role: "member" });
  await expect(demote).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("records no event when the role stays the same", async () => {
  const { ada, alan, workspace } = await makeTeam();
  await changeRole(callerOf(ada), { workspace, userId: alan.id, role: "member" });
  expect(await db().auditEvent.count()).toBe(0);
});
