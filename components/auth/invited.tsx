import { ROLE_LABELS, type Role } from "#lib/auth/permissions";

/** Says who invites somebody, and as what: "Ada Lovelace invites you as admin." */
export function Invited({ by, role }: { by: string | null; role: Role }) {
  return (
    <span>
      <span className="text-foreground">{by ?? "Somebody"}</span>
      <span>{` invites you as ${ROLE_LABELS[role].toLowerCase()}.`}</span>
    </span>
  );
}
