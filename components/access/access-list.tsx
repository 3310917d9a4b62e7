import { SearchX, ShieldCheck } from "lucide-react";
import { AccessCard } from "#components/access/access-card";
import { ACCESS_LIST_ID } from "#components/access/access-list-id";
import { AccessTable, type AccessTableProps } from "#components/access/access-table";
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
  if (page.keys.length > 0) return <Keys keys={page.keys} workspace={workspace} revokeAction={revokeAction} />;
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

/** A table where it fits beside the sidebar, cards elsewhere. */
function Keys(props: AccessTableProps) {
  return (
    <div id={ACCESS_LIST_ID} tabIndex={-1} className="@container min-w-0 outline-none">
      <div className="hidden @4xl:block">
        <AccessTable {...props} />
      </div>
      <ul
        aria-label={`Keys that reach ${props.workspace.name}`}
        className="divide-y rounded-lg border bg-card @4xl:hidden"
      >
        {props.keys.map((key) => (
          <AccessCard key={key.id} keyView={key} workspace={props.workspace} revokeAction={props.revokeAction} />
        ))}
      </ul>
    </div>
  );
}
