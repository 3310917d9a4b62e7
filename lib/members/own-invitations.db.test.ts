import { beforeEach, describe, expect, test } from "vitest";
import type { Role } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { acceptInvitation, acceptOwnInvitation } from "#lib/members/accept-invitation";
import { INVITATION_DAYS } from "#lib/members/invitation-mail";
import { inviteMember } from "#lib/members/invite";
import { listOwnInvitations } from "#lib/members/own-invitations";
import { makeMembership, makeUser, NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";
import { DEVICE, makeSession } from "#testing/people/sessions";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner" }, labs: { ada: "owner" } });

let grace: TestUser;
beforeEach(async () => {
  grace = await makeUser("Grace");
});

/** A session that begins with a provider that confirms `email`; null for one that begins with a password. */
async function signedIn(user: TestUser, email: string | null, now = NOW): Promise<Caller> {
  return (await makeSession(user, now, DEVICE, email)).caller;
}

async function invite(email: string, workspace: TestWorkspace = world.acme, role: Role = "member"): Promise<string> {
  const { url } = await inviteMember(world.callers.ada, { workspace: workspace.slug, email, role });
  return url.slice(url.lastIndexOf("/") + 1);
}

const names = async (caller: Caller) => (await listOwnInvitations(caller)).map(({ workspaceName }) => workspaceName);
const idOf = async (workspace = world.acme) =>
  (await db().invitation.findFirstOrThrow({ where: { workspaceId: workspace.id } })).id;
const accept = async (caller: Caller, workspace = world.acme) =>
  acceptOwnInvitation(caller, { invitationId: await idOf(workspace) });
const rolesOf = async (user: TestUser) =>
  (await db().membership.findMany({ where: { userId: user.id } })).map(({ role }) => role);

describe("somebody whose provider confirmed the invited email", () => {
  test("reads who invites them to what, and joins without the link", async () => {
    await invite(grace.email, world.acme, "admin");
    const caller = await signedIn(grace, grace.email);
    expect(await listOwnInvitations(caller)).toEqual([
      {
        id: await idOf(),
        workspaceName: "Acme",
        email: grace.email,
        role: "admin",
        invitedByName: "Ada",
        expiresAt: addDays(NOW, INVITATION_DAYS),
      },
    ]);
    expect(await accept(caller)).toEqual({ slug: world.acme.slug });
    expect(await rolesOf(grace)).toEqual(["admin"]);
    expect(await db().auditEvent.count({ where: { action: "member.joined", targetId: grace.id } })).toBe(1);
    expect(await names(caller)).toEqual([]);
  });

  test("sees several invitations, and the others stay when one is accepted", async () => {
    await invite(grace.email);
    await invite(grace.email, world.labs);
    const caller = await signedIn(grace, grace.email);
    expect((await names(caller)).sort()).toEqual(["Acme", "Labs"]);
    await accept(caller, world.labs);
    expect(await names(caller)).toEqual(["Acme"]);
  });

  test("joins with an account of another email, also with the link", async () => {
    const work = "grace@work.example.com";
    const secret = await invite(work);
    await invite(work, world.labs);
    const caller = await signedIn(grace, work);
    expect((await names(caller)).sort()).toEqual(["Acme", "Labs"]);
    await acceptInvitation(caller, { token: secret });
    await accept(caller, world.labs);
    expect(await rolesOf(grace)).toHaveLength(2);
  });

  test("joins once, also when they press the button twice at the same time", async () => {
    await invite(grace.email);
    const caller = await signedIn(grace, grace.email);
    const invitationId = await idOf();
    const twice = [1, 2].map(() => acceptOwnInvitation(caller, { invitationId }));
    const results = await Promise.allSettled(twice);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await db().auditEvent.count({ where: { action: "member.joined" } })).toBe(1);
  });

  test("is not told of a workspace of which they are a member", async () => {
    await invite(grace.email);
    await makeMembership(world.acme.id, grace, "member");
    expect(await names(await signedIn(grace, grace.email))).toEqual([]);
  });
});

describe("no invitation is shown or accepted", () => {
  const refused = async (caller: Caller) => {
    expect(await names(caller)).toEqual([]);
    await expect(accept(caller)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await rolesOf(grace)).toEqual([]);
  };

  test("after a sign-in with a password, because nobody has confirmed the email of the account", async () => {
    await invite(grace.email);
    await refused(await signedIn(grace, null));
  });

  test("when the provider confirmed another email than the invited one", async () => {
    await invite(grace.email);
    await refused(await signedIn(grace, "grace@other.example.com"));
  });

  test("with the session of somebody else", async () => {
    await invite(grace.email);
    const { principal, ...caller } = await signedIn(grace, grace.email);
    const { principal: mallory } = await signedIn(await makeUser("Mallory"), null);
    if (principal.kind !== "user" || mallory.kind !== "user") throw new Error("These are sessions.");
    await refused({ ...caller, principal: { ...mallory, sessionId: principal.sessionId } });
  });

  test("with an API token, also of the same person", async () => {
    await invite(grace.email);
    await signedIn(grace, grace.email);
    const scopes = ["keys:read"] as const;
    const principal = { kind: "api_token", userId: grace.id, apiTokenId: "pat_1", scopes } as const;
    expect(await names({ principal, now: NOW, address: null })).toEqual([]);
  });

  test.each([
    ["has expired", () => db().invitation.updateMany({ data: { expiresAt: NOW } })],
    ["was accepted", () => db().invitation.updateMany({ data: { acceptedAt: NOW } })],
  ])("when it %s", async (_what, change) => {
    await invite(grace.email);
    await change();
    await refused(await signedIn(grace, grace.email));
  });

  test.each([
    ["is disabled", () => db().user.update({ where: { id: world.ada.id }, data: { disabledAt: NOW } })],
    ["is a member only", () => db().membership.updateMany({ data: { role: "member" } })],
    ["has left", () => db().membership.deleteMany()],
    ["has no account any more", () => db().invitation.updateMany({ data: { invitedById: null } })],
  ])("when the inviter %s", async (_what, change) => {
    await invite(grace.email);
    await change();
    await refused(await signedIn(grace, grace.email));
  });

  test("when it was revoked after the page was opened", async () => {
    await invite(grace.email);
    const caller = await signedIn(grace, grace.email);
    const invitationId = await idOf();
    await db().invitation.deleteMany();
    await expect(acceptOwnInvitation(caller, { invitationId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("when the session has ended meanwhile", async () => {
    await invite(grace.email);
    const caller = await signedIn(grace, grace.email);
    await db().session.deleteMany({ where: { userId: grace.id } });
    await expect(accept(caller)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});
