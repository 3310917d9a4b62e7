import { SearchX, ShieldCheck } from "lucide-react";
import { AccessTable } from "#components/access/access-table";
import type { RevokeAccessAction } from "#components/access/revoke-access";
import { ButtonLink } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import type { WorkspaceKeyPage } from "#lib/keys/dto";

type AccessListProps = {
  page: WorkspaceKeyPage;
  workspace: { name: string; slug: string };
  /** Whether search, filter or page narrow the list down. */
  narrowed: boolean;
  /** The address of this list without search and filter. */
  everythingHref: string;
  revokeAction: RevokeAccessAction;
};

/** The table, or why it is empty. */
export function AccessList({ page, workspace, narrowed, everythingHref, revokeAction }: AccessListProps) {
  if (page.keys.length > 0) return <AccessTable keys={page.keys} workspace={workspace} revokeAction={revokeAction} />;
  if (narrowed) {
    return (
      <EmptyState
        icon={SearchX}
        title="No key matches"
        action={<ButtonLink href={everythingHref}>Show keys in use</ButtonLink>}
      >
        Search by key name, owner, or either end of the token.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={ShieldCheck} title={`No key reaches ${workspace.name}`}>
      Keys that members make for this workspace appear here, and you can revoke their access.
    </EmptyState>
  );
}
