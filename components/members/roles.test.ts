import { expect, test } from "vitest";
import { invitationsBeyond, rolesToGive } from "#components/members/roles";

test("rolesToGive offers the role of owner only to owners", () => {
  expect(rolesToGive("owner")).toEqual(["owner", "admin", "member"]);
  expect(rolesToGive("admin")).toEqual(["admin", "member"]);
});

test("invitationsBeyond finds the invitations that a sender may no longer send", () => {
  const rest = { expiresAt: new Date(0), invitedById: "usr_ada", invitedByName: "Ada" };
  const sent = (["owner", "admin", "member"] as const).map((role) => ({ id: role, email: role, role, ...rest }));
  const beyond = (role: Parameters<typeof invitationsBeyond>[1]) => invitationsBeyond(sent, role).map(({ id }) => id);
  expect(beyond("owner")).toEqual([]);
  expect(beyond("admin")).toEqual(["owner"]);
  expect(beyond("member")).toEqual(["owner", "admin", "member"]);
  expect(beyond(null)).toEqual(["owner", "admin", "member"]);
});
