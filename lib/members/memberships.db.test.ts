import { expect, test } from "vitest";
import { db } from "#lib/db/client";
import { previewInvitation } from "#lib/members/accept-invitation";
import { changeRole } from "#lib/members/change-role";
import { leaveWorkspace, removeMember } from "#lib/members/end-membership";
import { inviteMember } from "#lib/members/invite";
import { listMembers } from "#lib/members/queries";
import { listMembersSchema } from "#lib/members/schema";
import { NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner", grace: "admin", alan: "member" } });

const EVERYBODY = listMembersSchema.parse({});

test("lets an admin change the role of a member, and records it", async () => {
  const { grace, alan, acme } = world;
  const workspace = acme.slug;
  await changeRole(world.callers.grace, { workspace, userId: alan.id, role: "admin" });
  const { members } = await listMembers(world.callers.grace, workspace, EVERYBODY);
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
  const { alan, grace, acme } = world;
  const workspace = acme.slug;
  const change = changeRole(world.callers.alan, { workspace, userId: alan.id, role: "owner" });
  await expect(change).rejects.toMatchObject({ code: "FORBIDDEN" });
  const removal = removeMember(world.callers.alan, { workspace, userId: grace.id });
  await expect(removal).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("refuses an admin who makes or removes an owner", async () => {
  const { ada, grace, alan, acme } = world;
  const workspace = acme.slug;
  const make = changeRole(world.callers.grace, { workspace, userId: alan.id, role: "owner" });
  await expect(make).rejects.toMatchObject({ code: "FORBIDDEN" });
  const promote = changeRole(world.callers.grace, { workspace, userId: grace.id, role: "owner" });
  await expect(promote).rejects.toMatchObject({ code: "FORBIDDEN" });
  const remove = removeMember(world.callers.grace, { workspace, userId: ada.id });
  await expect(remove).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("keeps the last owner: they cannot leave, be removed or get another role", async () => {
  const { ada, acme } = world;
  const workspace = acme.slug;
  const userId = ada.id;
  await expect(leaveWorkspace(world.callers.ada, { workspace })).rejects.toMatchObject({ code: "CONFLICT" });
  await expect(removeMember(world.callers.ada, { workspace, userId })).rejects.toMatchObject({ code: "CONFLICT" });
  const demote = changeRole(world.callers.ada, { workspace, userId, role: "member" });
  await expect(demote).rejects.toMatchObject({ code: "CONFLICT" });
});

test("keeps one of two owners who leave at the same time", async () => {
  const { id, slug } = world.acme;
  await db().membership.updateMany({ data: { role: "owner" }, where: { userId: world.grace.id } });
  const leave = (who: "ada" | "grace") => leaveWorkspace(world.callers[who], { workspace: slug });
  const results = await Promise.allSettled([leave("ada"), leave("grace")]);
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  expect(await db().membership.count({ where: { workspaceId: id, role: "owner" } })).toBe(1);
});

test("hides the workspace from somebody who left it", async () => {
  const { slug: workspace } = world.acme;
  await leaveWorkspace(world.callers.alan, { workspace });
  await expect(listMembers(world.callers.alan, workspace, EVERYBODY)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("hides the workspace from a disabled user", async () => {
  const { alan, acme } = world;
  const workspace = acme.slug;
  await db().user.update({ where: { id: alan.id }, data: { disabledAt: new Date() } });
  await expect(listMembers(world.callers.alan, workspace, EVERYBODY)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("refuses a caller who loses their role while they wait for the lock", async () => {
  const { ada, grace, acme } = world;
  const { id, slug: workspace } = acme;
  await db().membership.updateMany({ data: { role: "owner" }, where: { workspaceId: id } });
  const { promise: isDemoted, resolve: demoted } = Promise.withResolvers<void>();
  const { promise: isWaiting, resolve: waits } = Promise.withResolvers<void>();
  const demotion = db().$transaction(async (transaction) => {
    const key = { workspaceId_userId: { workspaceId: id, userId: grace.id } };
    await transaction.membership.update({ where: key, data: { role: "member" } });
    demoted();
    await isWaiting;
  });
  await isDemoted;
  const removal = removeMember(world.callers.grace, { workspace, userId: ada.id });
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
  const { grace, acme } = world;
  const workspace = acme.slug;
  const invitation = { workspace, email: "new@example.com", role: "member" } as const;
  const { url } = await inviteMember(world.callers.grace, invitation);
  await removeMember(world.callers.ada, { workspace, userId: grace.id });
  const secret = url.slice(url.lastIndexOf("/") + 1);
  await expect(previewInvitation(secret, NOW)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("keeps the invitations of other members when a member is removed", async () => {
  const { grace, acme } = world;
  const workspace = acme.slug;
  const { url } = await inviteMember(world.callers.ada, { workspace, email: "new@example.com", role: "member" });
  await removeMember(world.callers.ada, { workspace, userId: grace.id });
  const secret = url.slice(url.lastIndexOf("/") + 1);
  await expect(previewInvitation(secret, NOW)).resolves.toMatchObject({ email: "new@example.com" });
});

test("refuses an admin who gives an owner another role", async () => {
  const { ada, acme } = world;
  const workspace = acme.slug;
  const demote = changeRole(world.callers.grace, { workspace, userId: ada.id, role: "member" });
  await expect(demote).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("records no event when the role stays the same", async () => {
  const { alan, acme } = world;
  const workspace = acme.slug;
  await changeRole(world.callers.ada, { workspace, userId: alan.id, role: "member" });
  expect(await db().auditEvent.count()).toBe(0);
});
