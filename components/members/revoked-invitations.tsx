import { invitationsBeyond } from "#components/members/roles";
import type { Role } from "#lib/auth/permissions";
import type { InvitationView } from "#lib/members/dto";

type RevokedInvitationsProps = {
  /** The pending invitations that the member sent. */
  invitations: readonly InvitationView[];
  /** The member's new role; null when they will not be a member any more. */
  newRole: Role | null;
  /** How the text names the member. The default is "they". */
  sender?: "you" | "they";
};

/** Says how many invitations a change revokes. It renders nothing when there are none. */
export function RevokedInvitations({ invitations, newRole, sender = "they" }: RevokedInvitationsProps) {
  const count = invitationsBeyond(invitations, newRole).length;
  return (
    <p role="status" className="text-muted-foreground empty:hidden">
      {sentence(count, sender)}
    </p>
  );
}

function sentence(count: number, sender: string): string | null {
  if (count === 0) return null;
  if (count === 1) return `1 pending invitation that ${sender} sent is revoked.`;
  return `${count} pending invitations that ${sender} sent are revoked.`;
}
