import type { Metadata } from "next";
import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import { readAuditAddress } from "#app/w/[workspace]/settings/audit/read-audit-address";
import { auditAddress } from "#components/audit/audit-address";
import { AuditExport } from "#components/audit/audit-export";
import { AuditFilters } from "#components/audit/audit-filters";
import { AuditList } from "#components/audit/audit-list";
import { workspacePath } from "#components/frame/navigation/navigation";
import { Page, PageHeader } from "#components/frame/page/page-header";
import { Pagination } from "#components/frame/page/pagination";
import { auditTargetName, listAuditActors, listAuditEvents } from "#lib/audit-log/queries";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

export const metadata: Metadata = { title: "Audit log" };

type AuditPageProps = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function AuditPage({ params, searchParams }: AuditPageProps) {
  const caller = await requireCaller();
  const workspace = await orNotFound(authorizeWorkspace(caller, (await params).workspace, "audit:read"));
  const { filters, cursor } = readAuditAddress(await searchParams);
  const [page, actors, targetName] = await Promise.all([
    listAuditEvents(caller, workspace.id, filters, cursor),
    listAuditActors(caller, workspace.id),
    filters.target && auditTargetName(caller, workspace.id, filters.target),
  ]);
  const path = workspacePath(workspace.slug, "/settings/audit");
  return (
    <Page wide>
      <PageHeader
        title="Audit log"
        description={`Shows who changed what in ${workspace.name}, and which attempts were refused.`}
        action={<AuditExport path={path} filters={filters} />}
      />
      <AuditFilters filters={filters} actors={actors} targetName={targetName} />
      <AuditList
        page={page}
        filters={filters}
        isFirstPage={cursor === null}
        workspaceName={workspace.name}
        path={path}
      />
      <Pagination
        first="Newest"
        firstHref={cursor && auditAddress(path, filters)}
        next="Older events"
        nextHref={page.nextCursor && auditAddress(path, filters, { cursor: page.nextCursor })}
      />
    </Page>
  );
}
