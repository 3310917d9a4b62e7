import { beforeEach, expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { acceptInvitation, acceptInvitationAsNew, previewInvitation } from "#lib/members/accept-invitation";
import { INVITATION_DAYS } from "#lib/members/invitation-mail";
import { inviteMember, revokeInvitation } from "#lib/members/invite";
import { listInvitations, listMembers } from "#lib/members/queries";
import { listMembersSchema } from "#lib/members/schema";
import { callerOf, makeUser, makeWorkspace, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner" } });

const EVERYBODY = listMembersSchema.parse({});

const newcomer = { now: NOW, address: "127.0.0.1" };
const password = "violet anchor tumble sieve";
let workspace: string;

beforeEach(() => {
  workspace = world.acme.slug;
});

async function invite(email: string, role: "owner" | "admin" | "member" = "member"): Promise<string> {
  const { url } = await inviteMember(world.callers.ada, { workspace, email, role });
  return url.slice(url.lastIndexOf("/") + 1);
}

test("creates an account with the email and the role of the invitation", async () => {
  const secret = await invite("grace@example.com", "admin");
  expect(await previewInvitation(secret, NOW)).toMatchObject({ workspaceName: "Acme", accountExists: false });
  await acceptInvitationAsNew(newcomer, { token: secret, name: "Grace", password });
  const { members } = await listMembers(world.callers.ada, workspace, EVERYBODY);
  expect(members.map((member) => [member.email, member.role])).toContainEqual(["grace@example.com", "admin"]);
});

test("lets only the account with the invited email accept an invitation", async () => {
  const [grace, mallory] = [await makeUser("Grace"), await makeUser("Mallory")];
  const secret = await invite(grace.email);
  await expect(acceptInvitation(callerOf(mallory), { token: secret })).rejects.toMatchObject({ code: "CONFLICT" });
  await acceptInvitation(callerOf(grace), { token: secret });
  expect((await listMembers(callerOf(grace), workspace, EVERYBODY)).members).toHaveLength(2);
});

test("lets an invitation be used once, also when it is accepted twice at the same time", async () => {
  const secret = await invite("grace@example.com");
  const accept = () => acceptInvitationAsNew(newcomer, { token: secret, name: "Grace", password });
  const results = await Promise.allSettled([accept(), accept()]);
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  await expect(previewInvitation(secret, NOW)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("refuses an invitation that has expired, was revoked or was replaced", async () => {
  const expired = await invite("one@example.com");
  await expect(previewInvitation(expired, addDays(NOW, INVITATION_DAYS))).rejects.toMatchObject({ code: "NOT_FOUND" });
  const [pending] = await listInvitations(world.callers.ada, workspace);
  await revokeInvitation(world.callers.ada, { workspace, invitationId: pending?.id ?? "" });
  await expect(previewInvitation(expired, NOW)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const first = await invite("two@example.com");
  const second = await invite("two@example.com");
  await expect(previewInvitation(first, NOW)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(previewInvitation(second, NOW)).resolves.toBeDefined();
});

test("stores only a hash of the secret in the link", async () => {
  const secret = await invite("grace@example.com");
  expect(JSON.stringify(await db().invitation.findMany())).not.toContain(secret);
  expect(JSON.stringify(await db().auditEvent.findMany())).not.toContain(secret);
});

test("refuses to invite a member of the workspace again", async () => {
  await expect(invite(world.ada.email)).rejects.toMatchObject({
    fields: { email: expect.stringContaining("already") },
  });
});

test("refuses an admin who invites an owner", async () => {
  const grace = await makeUser("Grace");
  const { slug } = await makeWorkspace("Labs", [
    [world.ada, "owner"],
    [grace, "admin"],
  ]);
  const attempt = inviteMember(callerOf(grace), { workspace: slug, email: "x@example.com", role: "owner" });
  await expect(attempt).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("lists only the invitations that can still be accepted", async () => {
  await invite("pending@example.com");
  const secret = await invite("grace@example.com");
  await acceptInvitationAsNew(newcomer, { token: secret, name: "Grace", password });
  const listed = await listInvitations(world.callers.ada, workspace);
  expect(listed.map(({ email }) => email)).toEqual(["pending@example.com"]);
  expect(await listInvitations(callerOf(world.ada, addDays(NOW, INVITATION_DAYS)), workspace)).toEqual([]);
});

test("lets an account accept an invitation once, also when it does so twice at the same time", async () => {
  const grace = await makeUser("Grace");
  const secret = await invite(grace.email);
  const accept = () => acceptInvitation(callerOf(grace), { token: secret });
  const results = await Promise.allSettled([accept(), accept()]);
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  expect(await db().auditEvent.count({ where: { action: "member.joined" } })).toBe(1);
});
