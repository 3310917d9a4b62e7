import { z } from "zod";
import { ROLES } from "#lib/auth/permissions";
import { emailSchema, newPasswordSchema, personNameSchema, proofPasswordSchema } from "#lib/auth/schema";
import { idSchema } from "#lib/ids";
import { searchSchema } from "#lib/listing/search-schema";

const roleSchema = z.enum(ROLES, { error: "Choose owner, admin or member." });

/** A password is needed to make somebody an owner or admin when the last sign-in is more than an hour ago. */
const password = proofPasswordSchema;

export const inviteMemberSchema = z.object({ workspace: z.string(), email: emailSchema, role: roleSchema, password });
export type InviteMemberInput = z.output<typeof inviteMemberSchema>;

export const revokeInvitationSchema = z.object({ workspace: z.string(), invitationId: idSchema("inv") });
export type RevokeInvitationInput = z.output<typeof revokeInvitationSchema>;

export const changeRoleSchema = z.object({
  workspace: z.string(),
  userId: idSchema("usr"),
  role: roleSchema,
  password,
});
export type ChangeRoleInput = z.output<typeof changeRoleSchema>;

export const removeMemberSchema = z.object({ workspace: z.string(), userId: idSchema("usr") });
export type RemoveMemberInput = z.output<typeof removeMemberSchema>;

/** `cursor` is the user id of the last member of the page before. */
export const listMembersSchema = z.object({
  search: searchSchema,
  cursor: idSchema("usr")
    .nullish()
    .transform((id) => id ?? null),
});
export type ListMembersInput = z.output<typeof listMembersSchema>;

/** The secret part of an invitation link. */
const invitationToken = z.string().regex(/^[\w-]{43}$/, { error: "This invitation link is not complete." });

/** The form for a person without an account. Their email is in the invitation. */
export const acceptAsNewSchema = z.object({ name: personNameSchema, password: newPasswordSchema });
export type AcceptAsNewInput = z.output<typeof acceptAsNewSchema>;

export const acceptInvitationSchema = z.object({ token: invitationToken });

/** For somebody who does not need the link, because their provider has confirmed the invited email. */
export const acceptOwnInvitationSchema = z.object({ invitationId: idSchema("inv") });
export type AcceptOwnInput = z.output<typeof acceptOwnInvitationSchema>;

export const leaveWorkspaceSchema = z.object({ workspace: z.string() });
