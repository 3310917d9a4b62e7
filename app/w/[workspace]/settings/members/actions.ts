"use server";

import { redirect } from "next/navigation";
import { action } from "#app/action";
import { requireCaller } from "#app/caller";
import { EVERY_PAGE, MEMBERS_PAGE } from "#app/stale-pages";
import { changeRole } from "#lib/members/change-role";
import { leaveWorkspace, removeMember } from "#lib/members/end-membership";
import { INVITATION_DAYS } from "#lib/members/invitation-mail";
import { inviteMember, revokeInvitation } from "#lib/members/invite";
import {
  changeRoleSchema,
  inviteMemberSchema,
  leaveWorkspaceSchema,
  removeMemberSchema,
  revokeInvitationSchema,
} from "#lib/members/schema";

export const inviteAction = action({
  caller: requireCaller,
  right: "members:manage",
  bound: ["workspace"],
  schema: inviteMemberSchema,
  operation: inviteMember,
  revalidate: MEMBERS_PAGE,
  answer: ({ url, mailed }, { email }) => ({ url, mailed, email, days: INVITATION_DAYS }),
});

export const revokeInvitationAction = action({
  caller: requireCaller,
  right: "members:manage",
  bound: ["workspace"],
  schema: revokeInvitationSchema,
  operation: revokeInvitation,
  revalidate: EVERY_PAGE,
});

export const changeRoleAction = action({
  caller: requireCaller,
  right: "members:manage",
  bound: ["workspace"],
  schema: changeRoleSchema,
  operation: changeRole,
  revalidate: EVERY_PAGE,
});

export const removeMemberAction = action({
  caller: requireCaller,
  right: "members:manage",
  bound: ["workspace"],
  schema: removeMemberSchema,
  operation: removeMember,
  revalidate: EVERY_PAGE,
});

export const leaveAction = action({
  caller: requireCaller,
  right: "workspace:read",
  bound: ["workspace"],
  schema: leaveWorkspaceSchema,
  operation: leaveWorkspace,
  revalidate: EVERY_PAGE,
  answer: () => redirect("/"),
});
