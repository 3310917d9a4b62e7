import { beforeAll, expect, test } from "vitest";
import { disableUser } from "#lib/auth/accounts/administration";
import { db } from "#lib/db/client";
import { acceptInvitation } from "#lib/members/accept-invitation";
import { changeRole } from "#lib/members/change-role";
import { leaveWorkspace, removeMember } from "#lib/members/end-membership";
import { inviteMember } from "#lib/members/invite";
import { deleteWorkspace } from "#lib/workspaces/delete-workspace";
import { renameWorkspace } from "#lib/workspaces/rename-workspace";
import { closeGate, pauseTransactionsThatRecord, waitingConnections } from "#testing/databases/paused-commit";
import { callerOf, makeUser, makeWorkspace, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner", grace: "owner", alan: "admin" } });

beforeAll(() =>
  pauseTransactionsThatRecord(["workspace.renamed", "member.removed", "user.disabled", "member.invited"]),
);

const of = (userId: string) => ({ workspace: world.acme.slug, userId });

test.each([
  ["removal", () => removeMember(world.callers.ada, of(world.alan.id))],
  ["departure", () => leaveWorkspace(world.callers.alan, { workspace: world.acme.slug })],
  ["demotion", () => changeRole(world.callers.ada, { ...of(world.alan.id), role: "member" })],
  ["disabling", () => disableUser(world.alan.email, NOW)],
  [
    "deletion of the workspace",
    () => deleteWorkspace(world.callers.ada, { workspace: world.acme.id, confirmation: "Renamed" }),
  ],
])("the %s waits for an operation of the member that was authorised before", async (_what, lose) => {
  const open = await closeGate();
  const renaming = renameWorkspace(world.callers.alan, { workspace: world.acme.slug, name: "Renamed" });
  await expect.poll(waitingConnections).toEqual({ atGate: 1, forRows: 0 });
  const lost = lose();
  await expect.poll(waitingConnections).toEqual({ atGate: 1, forRows: 1 });
  await open();
  await Promise.all([renaming, lost]);
});

test("a guest who accepts an invitation waits for the removal of its sender, and is refused", async () => {
  const guest = await makeUser("Guest");
  const { url } = await inviteMember(world.callers.alan, {
    workspace: world.acme.slug,
    email: guest.email,
    role: "admin",
  });
  const open = await closeGate();
  const removal = removeMember(world.callers.ada, of(world.alan.id));
  await expect.poll(waitingConnections).toEqual({ atGate: 1, forRows: 0 });
  const joining = Promise.allSettled([
    acceptInvitation(callerOf(guest), { token: url.slice(url.lastIndexOf("/") + 1) }),
  ]);
  await expect.poll(waitingConnections).toEqual({ atGate: 1, forRows: 1 });
  await open();
  await removal;
  expect((await joining)[0]).toMatchObject({ status: "rejected", reason: { code: "NOT_FOUND" } });
  expect(await db().membership.count({ where: { userId: guest.id } })).toBe(0);
});

test("a guest whose account is being disabled does not join", async () => {
  const guest = await makeUser("Guest");
  const invitation = { workspace: world.acme.slug, email: guest.email, role: "member" } as const;
  const { url } = await inviteMember(world.callers.alan, invitation);
  const open = await closeGate();
  const disabling = disableUser(guest.email, NOW);
  await expect.poll(waitingConnections).toEqual({ atGate: 1, forRows: 0 });
  const joining = Promise.allSettled([
    acceptInvitation(callerOf(guest), { token: url.slice(url.lastIndexOf("/") + 1) }),
  ]);
  await expect.poll(waitingConnections).toEqual({ atGate: 1, forRows: 1 });
  await open();
  await disabling;
  expect((await joining)[0]).toMatchObject({ status: "rejected", reason: { code: "NOT_FOUND" } });
  expect(await db().membership.count({ where: { userId: guest.id } })).toBe(0);
});

test.each([
  ["nobody has invited before", false],
  ["somebody has invited before", true],
])(
  "of two admins who at once invite a guest whom %s, one does, and the other is told why not",
  async (_who, before) => {
    const invite = (by: "ada" | "alan") =>
      inviteMember(world.callers[by], { workspace: world.acme.slug, email: "guest@example.com", role: "member" });
    if (before) await invite("ada");
    const open = await closeGate();
    const first = invite("ada");
    await expect.poll(waitingConnections).toEqual({ atGate: 1, forRows: 0 });
    const second = Promise.allSettled([invite("alan")]);
    await expect.poll(waitingConnections).toEqual({ atGate: 1, forRows: 1 });
    await open();
    await first;
    const message = "Somebody else invited guest@example.com at the same time. Reload the page.";
    expect((await second)[0]).toMatchObject({
      status: "rejected",
      reason: { code: "INVALID_INPUT", fields: { email: message } },
    });
    expect(await db().invitation.findMany({ select: { invitedById: true } })).toEqual([{ invitedById: world.ada.id }]);
  },
);

test("of two owners who demote each other at the same time, one does, and the other is refused", async () => {
  const demote = (by: "ada" | "grace", userId: string) =>
    changeRole(world.callers[by], { ...of(userId), role: "member" }).then(
      () => "done",
      (error: { code: string }) => error.code,
    );
  for (let round = 0; round < 10; round += 1) {
    const answers = await Promise.all([demote("ada", world.grace.id), demote("grace", world.ada.id)]);
    expect(answers.sort()).toEqual(["FORBIDDEN", "done"]);
    await db().membership.updateMany({ where: { userId: { not: world.alan.id } }, data: { role: "owner" } });
  }
});

test("two owners who delete a workspace, and admins who write in it meanwhile, never wait for each other in a circle", async () => {
  for (let round = 0; round < 10; round += 1) {
    const { id: workspace } = await makeWorkspace("Labs", [
      [world.ada, "owner"],
      [world.grace, "owner"],
      [world.alan, "admin"],
    ]);
    const invite = (number: number) =>
      inviteMember(world.callers.alan, { workspace, email: `guest${number}@example.com`, role: "member" });
    const results = await Promise.allSettled([
      ...[1, 2, 3].map(invite),
      deleteWorkspace(world.callers.ada, { workspace, confirmation: "Labs" }),
      deleteWorkspace(world.callers.grace, { workspace, confirmation: "Labs" }),
      ...[4, 5, 6].map(invite),
    ]);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "NOT_FOUND" });
    }
    expect(await db().workspace.count({ where: { id: workspace } })).toBe(0);
  }
});
