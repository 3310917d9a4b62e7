import type { Metadata } from "next";
import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import { detachKeyAction, detachKeysAction } from "#app/w/[workspace]/settings/access/actions";
import { readAccessAddress } from "#app/w/[workspace]/settings/access/read-access-address";
import { accessAddress, OPENED } from "#components/access/access-address";
import { AccessFilters } from "#components/access/access-filters";
import { AccessList } from "#components/access/access-list";
import { ExportKeys } from "#components/access/export-keys";
import { KeySelection } from "#components/access/key-selection";
import { workspacePath } from "#components/frame/navigation/navigation";
import { Page, PageHeader } from "#components/frame/page/page-header";
import { Pagination, type PluralNoun, shownCount } from "#components/frame/page/pagination";
import type { KindFilter } from "#lib/keys/lists/options";
import { listKeyOwners } from "#lib/keys/lists/owners";
import { listWorkspaceKeysForDashboard } from "#lib/keys/lists/workspace-keys";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

export const metadata: Metadata = { title: "Access" };

const NOUNS: Record<KindFilter, PluralNoun> = { all: ["key or app", "keys and apps"], keys: "key", apps: "app" };

type AccessPageProps = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function AccessPage({ params, searchParams }: AccessPageProps) {
  const caller = await requireCaller();
  const workspace = await orNotFound(authorizeWorkspace(caller, (await params).workspace, "access:manage"));
  const view = readAccessAddress(await searchParams);
  const [page, owners] = await Promise.all([
    listWorkspaceKeysForDashboard(caller, workspace.id, view),
    listKeyOwners(caller, workspace.id, view.owner),
  ]);
  const path = workspacePath(workspace.slug, "/settings/access");
  const opened = accessAddress(path, { ...view, cursor: null }) === accessAddress(path, OPENED) && !view.cursor;
  return (
    <Page wide>
      <PageHeader title="Access" description={`All keys and apps that reach ${workspace.name}, with their owners.`} />
      {(page.total.counted > 0 || !opened) && (
        <AccessFilters
          view={view}
          owners={owners}
          action={<ExportKeys href={accessAddress(`${path}/export`, { ...view, cursor: null })} />}
        />
      )}
      <KeySelection keys={page.keys} workspace={workspace} detachKeysAction={detachKeysAction}>
        <AccessList
          page={page}
          workspace={workspace}
          view={view}
          everythingHref={path}
          detachKeyAction={detachKeyAction}
        />
      </KeySelection>
      <Pagination
        summary={page.total.counted > 0 ? shownCount(page.keys.length, page.total, NOUNS[view.kind]) : undefined}
        firstHref={view.cursor && accessAddress(path, { ...view, cursor: null })}
        nextHref={page.nextCursor && accessAddress(path, { ...view, cursor: page.nextCursor })}
      />
    </Page>
  );
}
