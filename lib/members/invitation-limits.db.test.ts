import { expect, test } from "vitest";
import { db } from "#lib/db/client";
import { inviteMember } from "#lib/members/invite";
import { stillRateLimits } from "#testing/machine/still-rate-limits";
import { callerOf, makeUser, makeWorkspace, type TestWorkspace } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

stillRateLimits();

const world = useWorkspace({ acme: { ada: "owner", mia: "admin", max: "admin", bob: "member" } });

const invite = (who: "ada" | "mia" | "max" | "bob", email: string) =>
  inviteMember(world.callers[who], { workspace: world.acme.slug, email, role: "member" });

test("lets a person invite 100 people in an hour, and keeps the right of a workspace for its other admins", async () => {
  for (let guest = 1; guest <= 100; guest += 1) await invite("ada", `guest${guest}@example.com`);
  await expect(invite("ada", "one.more@example.com")).rejects.toMatchObject({
    code: "RATE_LIMITED",
    message: expect.stringMatching(/^Invitations are limited to 100 an hour for each person\. Try again in /),
  });
  expect(await db().invitation.count()).toBe(100);
  for (let guest = 1; guest <= 100; guest += 1) await invite("mia", `guest${guest}@example.com`);
  await expect(invite("max", "one.more@example.com")).rejects.toThrow("200 an hour for each workspace");
});

test("a member without the right uses up nothing of the workspace", async () => {
  for (let attempt = 1; attempt <= 210; attempt += 1) {
    await expect(invite("bob", "guest@example.com")).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
  await invite("ada", "guest@example.com");
});

test("an admin of many workspaces counts once", async () => {
  const eve = await makeUser("Eve");
  const traps = await Promise.all([1, 2, 3].map(() => makeWorkspace("Trap", [[eve, "owner"]])));
  const inviteTo = (trap: TestWorkspace, guest: number) =>
    inviteMember(callerOf(eve), { workspace: trap.slug, email: `guest${guest}@example.com`, role: "member" });
  for (let guest = 1; guest <= 34; guest += 1) {
    // The last guest is the 100th invitation of this person in one of the three workspaces.
    for (const trap of guest <= 33 ? traps : traps.slice(0, 1)) await inviteTo(trap, guest);
  }
  for (const trap of traps) await expect(inviteTo(trap, 100)).rejects.toMatchObject({ code: "RATE_LIMITED" });
});
