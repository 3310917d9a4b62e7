import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { RevokedInvitations } from "#components/members/revoked-invitations";
import { ROLES, type Role } from "#lib/auth/permissions";
import type { InvitationView } from "#lib/members/dto";

const invitationTo = (role: Role): InvitationView => ({
  id: `inv_${role}`,
  email: `${role}@example.com`,
  role,
  expiresAt: new Date(0),
  invitedById: "usr_ada",
  invitedByName: "Ada",
});
const ALL = ROLES.map(invitationTo);

const textFor = (newRole: Role | null, invitations = ALL) =>
  renderToStaticMarkup(<RevokedInvitations invitations={invitations} newRole={newRole} />).replaceAll(/<[^>]*>/g, "");

// The server revokes the same ones (lib/members/standing-invitations.db.test.ts).
test.each<[newRole: Role | null, text: string]>([
  ["owner", ""],
  ["admin", "1 pending invitation that they sent is revoked."],
  ["member", "3 pending invitations that they sent are revoked."],
  [null, "3 pending invitations that they sent are revoked."],
])("says how many invitations no longer hold when their sender becomes %s", (newRole, text) => {
  expect(textFor(newRole)).toBe(text);
});

test("says nothing without an invitation", () => {
  expect(textFor(null, [])).toBe("");
});
