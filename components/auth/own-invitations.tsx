import { AcceptForm } from "#components/auth/accept-form";
import { Invited } from "#components/auth/invited";
import { RelativeTime } from "#components/time/relative-time";
import type { FormState } from "#lib/form";
import type { OwnInvitation } from "#lib/members/dto";

type Offered = OwnInvitation & { action: (previous: FormState, formData: FormData) => Promise<FormState> };

/** Each open invitation with who sent it, and a button to join. */
export function OwnInvitations({ invitations }: { invitations: Offered[] }) {
  return (
    <ul aria-label="Invitations" className="grid gap-4">
      {invitations.map(({ id, workspaceName, role, invitedByName, expiresAt, action }) => (
        <li key={id} className="grid gap-3 rounded-md border p-4">
          <div className="min-w-0">
            <h2 className="truncate font-medium" title={workspaceName}>
              {workspaceName}
            </h2>
            <p className="break-words text-muted-foreground text-sm">
              <Invited by={invitedByName} role={role} />
              <span>{" The invitation ends "}</span>
              <RelativeTime at={expiresAt} as="until" />
              <span>.</span>
            </p>
          </div>
          <AcceptForm action={action} workspaceName={workspaceName} />
        </li>
      ))}
    </ul>
  );
}
