import type { Role } from "#lib/auth/permissions";
import type { ListCount } from "#lib/listing/count";

export type MemberView = { userId: string; name: string; email: string; role: Role; joinedAt: Date; disabled: boolean };

/** A page of the members of a workspace, ordered by name. */
export type MemberListPage = { members: MemberView[]; total: ListCount; nextCursor: string | null };

export type InvitationView = {
  id: string;
  email: string;
  role: Role;
  expiresAt: Date;
  invitedById: string | null;
  invitedByName: string | null;
};

/** What a person who opens an invitation link sees before they accept. */
export type InvitationPreview = {
  workspaceName: string;
  email: string;
  role: Role;
  /** Null when the account of the inviter no longer exists. */
  invitedByName: string | null;
  accountExists: boolean;
};

/** An open invitation to an email that is proven to be the reader's. */
export type OwnInvitation = {
  id: string;
  workspaceName: string;
  email: string;
  role: Role;
  invitedByName: string;
  expiresAt: Date;
};
