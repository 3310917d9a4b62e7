"use client";

import type { MemberActions } from "#components/members/member-actions";
import { RevokedInvitations } from "#components/members/revoked-invitations";
import { RoleDialog } from "#components/members/role-dialog";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import type { Role } from "#lib/auth/permissions";
import type { InvitationView, MemberView } from "#lib/members/dto";

/** The entry that was chosen in the menu of a member. */
export type MemberQuestion = { kind: "role" | "remove" | "leave"; member: MemberView };

type MemberDialogsProps = {
  question: MemberQuestion | null;
  myRole: Role;
  /** The pending invitations of the workspace; none for somebody who may not see them. */
  invitations: readonly InvitationView[];
  workspaceName: string;
  actions: MemberActions;
  onClose: () => void;
};

/**
 * The dialog for the chosen entry. The whole table shares it, so that a thousand rows do not need a thousand dialogs.
 */
export function MemberDialogs({ question, myRole, invitations, workspaceName, actions, onClose }: MemberDialogsProps) {
  if (!question) return null;
  const { kind, member } = question;
  const close = (open: boolean) => {
    if (!open) onClose();
  };
  const sent = invitations.filter((invitation) => invitation.invitedById === member.userId);
  if (kind === "role") {
    const roles = { member, myRole, invitations: sent };
    return <RoleDialog {...roles} action={actions.changeRole} onClose={onClose} />;
  }
  if (kind === "leave") {
    return (
      <ConfirmDialog
        open
        onOpenChange={close}
        title={`Leave ${workspaceName}?`}
        confirmLabel="Leave workspace"
        action={actions.leave}
      >
        <p>Your keys and apps stop reaching this workspace at once. To come back you need an invitation.</p>
        <RevokedInvitations invitations={sent} newRole={null} sender="you" />
      </ConfirmDialog>
    );
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      title={`Remove ${member.name}?`}
      confirmLabel="Remove member"
      action={actions.remove}
      fields={{ userId: member.userId }}
    >
      <p>
        {member.name} loses access to {workspaceName}, and their keys and apps stop reaching it at once. They can be
        invited again.
      </p>
      <RevokedInvitations invitations={sent} newRole={null} />
      {member.role !== "member" && (
        <p>
          Service keys and webhooks belong to the workspace and stay. Rotate the keys whose token {member.name} may
          know.
        </p>
      )}
    </ConfirmDialog>
  );
}
