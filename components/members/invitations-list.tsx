import { RelativeTime } from "#components/time/relative-time";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { Truncate } from "#components/ui/truncate";
import { ROLE_LABELS } from "#lib/auth/permissions";
import type { FormState } from "#lib/form";
import type { InvitationView } from "#lib/members/dto";

type InvitationsListProps = {
  invitations: InvitationView[];
  revokeAction: (previous: FormState, formData: FormData) => Promise<FormState>;
};

/** Lists the invitations that nobody has accepted yet. */
export function InvitationsList({ invitations, revokeAction }: InvitationsListProps) {
  return (
    <ul className="divide-y rounded-lg border bg-card">
      {invitations.map(({ id, email, role, expiresAt, invitedByName }) => (
        <li key={id} className="flex items-center gap-4 py-2.5 pr-2 pl-4">
          <div className="min-w-0 flex-1 text-sm">
            <Truncate className="font-medium">{email}</Truncate>
            <p className="text-muted-foreground">
              <span>{ROLE_LABELS[role]}</span>
              {invitedByName && <span>{` · Invited by ${invitedByName}`}</span>}
              <span>
                {" · Expires "}
                <RelativeTime at={expiresAt} as="until" />
              </span>
            </p>
          </div>
          <ConfirmDialog
            trigger={
              <Button variant="danger-ghost" size="sm" aria-label={`Revoke invitation of ${email}`}>
                Revoke
              </Button>
            }
            title={`Revoke the invitation of ${email}?`}
            confirmLabel="Revoke invitation"
            action={revokeAction}
            fields={{ invitationId: id }}
          >
            <p>The link stops working at once. You can invite them again.</p>
          </ConfirmDialog>
        </li>
      ))}
    </ul>
  );
}
