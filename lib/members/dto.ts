import type { Role } from "#lib/auth/permissions";
import type { ListCount } from "#lib/listing/count";

export type MemberView = { userId: string; name: string; email: string; role: Role; joinedAt: Date; disabled: boolean };

export type MemberPage = { members: MemberView[]; total: ListCount; nextCursor: string | null };

export type InvitationView = {
  id: string;
  email: string;
  role: Role;
  expiresAt: Date;
  invitedByName: string | null;
};

/** What somebody who opens an invitation link sees before accepting. */
export type InvitationPreview = { workspaceName: string; email: string; role: Role; accountExists: boolean };
