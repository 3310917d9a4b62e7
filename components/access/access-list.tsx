import { SearchX, ShieldCheck } from "lucide-react";
import { type AccessView, isNarrowed } from "#components/access/access-address";
import { ACCESS_LIST_ID } from "#components/access/access-list-id";
import { AccessTable } from "#components/access/access-table";
import type { DetachKeyAction } from "#components/access/detach-key";
import { FILTER_LABELS } from "#components/access/filter-labels";
import { workspacePath } from "#components/frame/navigation/navigation";
import { PageButton } from "#components/frame/navigation/page-link";
import { EmptyState } from "#components/ui/empty-state";
import type { WorkspaceKeyListPage } from "#lib/keys/view/dto";

type AccessListProps = {
  page: WorkspaceKeyListPage;
  workspace: { name: string; slug: string };
  /** The view of the list. A cursor means that this is not its first page. */
  view: AccessView & { cursor: unknown };
  /** The address of the list without search and filters. */
  everythingHref: string;
  detachKeyAction: DetachKeyAction;
};

/** Shows the table of keys, or says why it is empty. */
export function AccessList(props: AccessListProps) {
  const { page, workspace, detachKeyAction } = props;
  return (
    <div id={ACCESS_LIST_ID} tabIndex={-1} className="@container min-w-0 outline-none">
      {page.keys.length > 0 ? (
        <AccessTable keys={page.keys} workspace={workspace} detachKeyAction={detachKeyAction} />
      ) : (
        <NoKeys {...props} />
      )}
    </div>
  );
}

function NoKeys({ workspace, view, everythingHref }: AccessListProps) {
  if (view.search || view.cursor || isNarrowed(view)) {
    return (
      <EmptyState icon={SearchX} title="Nothing matches" action={<InUse href={everythingHref} />}>
        {view.search ? "Search by name, owner, client, or the start or end of the token." : "Use fewer filters."}
      </EmptyState>
    );
  }
  if (view.filter !== "usable" && view.filter !== "all") {
    return (
      <EmptyState
        icon={ShieldCheck}
        title={`Nothing is ${FILTER_LABELS[view.filter].toLowerCase()}`}
        action={<InUse href={everythingHref} />}
      />
    );
  }
  return (
    <EmptyState
      icon={ShieldCheck}
      title={`Nothing reaches ${workspace.name}`}
      action={<PageButton href={workspacePath(workspace.slug, "/settings/mcp")}>Create a key</PageButton>}
    >
      Keys that members create for this workspace, and apps that they connect, appear here. You can revoke their access.
    </EmptyState>
  );
}

function InUse({ href }: { href: string }) {
  return <PageButton href={href}>Show what is in use</PageButton>;
}
