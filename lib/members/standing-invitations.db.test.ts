import { beforeEach, describe, expect, test } from "vitest";
import { disableUser } from "#lib/auth/accounts/administration";
import type { Role } from "#lib/auth/permissions";
import { db } from "#lib/db/client";
import { acceptInvitation, acceptInvitationAsNew, previewInvitation } from "#lib/members/accept-invitation";
import { changeRole } from "#lib/members/change-role";
import { leaveWorkspace, removeMember } from "#lib/members/end-membership";
import { inviteMember } from "#lib/members/invite";
import { callerOf, makeUser, NOW, type TestUser } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner", olga: "owner", grace: "admin" } });

const newcomer = { now: NOW, address: null };
const NEW_ACCOUNT = { name: "Lin", password: "violet anchor tumble sieve" };
const REFUSED = { code: "NOT_FOUND", message: expect.stringContaining("the person who sent it can no longer invite") };

let guest: TestUser;
beforeEach(async () => {
  guest = await makeUser("Guest");
});

/** Ada or Grace invites somebody. @returns the secret in the link */
async function invite(by: "ada" | "grace", role: Role, email: string): Promise<string> {
  const { url } = await inviteMember(world.callers[by], { workspace: world.acme.slug, email, role });
  return url.slice(url.lastIndexOf("/") + 1);
}

const roleOf = (user: TestUser) => db().membership.findFirst({ where: { userId: user.id }, select: { role: true } });
const setRole = (user: TestUser, role: Role) =>
  db().membership.updateMany({ where: { userId: user.id }, data: { role } });

/** The ways to lose the right to invite. Rows of an older version were not revoked, so each only changes the inviter. */
const LOSSES: [string, () => Promise<unknown>][] = [
  ["has become a member", () => setRole(world.grace, "member")],
  ["was removed", () => db().membership.deleteMany({ where: { userId: world.grace.id } })],
  ["is disabled", () => db().user.update({ where: { id: world.grace.id }, data: { disabledAt: NOW } })],
];

describe("an invitation whose inviter", () => {
  test.each(LOSSES)("%s shows that on its page and lets nobody join", async (_what, lose) => {
    const secret = await invite("grace", "member", guest.email);
    const forNew = await invite("grace", "member", "lin@example.com");
    await lose();
    await expect(previewInvitation(secret, NOW)).rejects.toMatchObject(REFUSED);
    await expect(acceptInvitation(callerOf(guest), { token: secret })).rejects.toMatchObject(REFUSED);
    await expect(acceptInvitationAsNew(newcomer, { token: forNew, ...NEW_ACCOUNT })).rejects.toMatchObject(REFUSED);
    expect(await roleOf(guest)).toBeNull();
    expect(await db().user.count({ where: { email: "lin@example.com" } })).toBe(0);
  });

  test("is an admin now holds for an admin and not for an owner", async () => {
    const asOwner = await invite("ada", "owner", guest.email);
    const asAdmin = await invite("ada", "admin", "lin@example.com");
    await setRole(world.ada, "admin");
    await expect(acceptInvitation(callerOf(guest), { token: asOwner })).rejects.toMatchObject(REFUSED);
    await acceptInvitationAsNew(newcomer, { token: asAdmin, ...NEW_ACCOUNT });
    expect(await db().membership.count({ where: { role: "admin" } })).toBe(3);
  });
});

describe("the invitations that a person may no longer send are revoked, each with its audit event", () => {
  const pending = async () =>
    (await db().invitation.findMany({ orderBy: { email: "asc" }, select: { email: true } })).map(({ email }) => email);
  const revocations = () => db().auditEvent.count({ where: { action: "member.invitation_revoked" } });

  beforeEach(async () => {
    await invite("ada", "owner", "owner@example.com");
    await invite("ada", "admin", "admin@example.com");
    await invite("ada", "member", "member@example.com");
    await invite("grace", "member", "other@example.com");
  });

  test("when an owner becomes an admin: those for owners", async () => {
    await changeRole(world.callers.olga, { workspace: world.acme.slug, userId: world.ada.id, role: "admin" });
    expect(await pending()).toEqual(["admin@example.com", "member@example.com", "other@example.com"]);
    expect(await revocations()).toBe(1);
  });

  test("when an owner becomes a member: all", async () => {
    await changeRole(world.callers.olga, { workspace: world.acme.slug, userId: world.ada.id, role: "member" });
    expect(await pending()).toEqual(["other@example.com"]);
    expect(await revocations()).toBe(3);
  });

  test.each([
    ["is removed", () => removeMember(world.callers.olga, { workspace: world.acme.slug, userId: world.ada.id })],
    ["leaves", () => leaveWorkspace(world.callers.ada, { workspace: world.acme.slug })],
    ["is disabled", () => disableUser(world.ada.email, NOW)],
  ])("when an owner %s: all", async (_what, end) => {
    await end();
    expect(await pending()).toEqual(["other@example.com"]);
    expect(await revocations()).toBe(3);
  });

  test("and one that somebody has accepted stays", async () => {
    const secret = await invite("ada", "member", guest.email);
    await acceptInvitation(callerOf(guest), { token: secret });
    await removeMember(world.callers.olga, { workspace: world.acme.slug, userId: world.ada.id });
    expect(await pending()).toEqual([guest.email, "other@example.com"].sort());
    expect(await roleOf(guest)).toEqual({ role: "member" });
  });
});

test("nothing of a person who is removed meanwhile survives, however many invitations they send at once", async () => {
  const emails = Array.from({ length: 6 }, (_, index) => `guest${index}@example.com`);
  const removal = removeMember(world.callers.ada, { workspace: world.acme.slug, userId: world.grace.id });
  const invitations = await Promise.allSettled([removal, ...emails.map((email) => invite("grace", "member", email))]);
  expect(invitations[0]?.status).toBe("fulfilled");
  expect(await db().invitation.count()).toBe(0);
});
