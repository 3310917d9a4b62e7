import { ScrollText, SearchX } from "lucide-react";
import { ALL_EVENTS, auditAddress, isFiltered } from "#components/audit/audit-address";
import { AuditEvent } from "#components/audit/audit-event";
import { PageButton, PageLink } from "#components/frame/navigation/page-link";
import { EmptyState } from "#components/ui/empty-state";
import type { AuditEventView, AuditFilters, AuditListPage } from "#lib/audit-log/dto";

type AuditListProps = {
  page: AuditListPage;
  filters: AuditFilters;
  isFirstPage: boolean;
  workspaceName: string;
  /** The address of the log without filters. */
  path: string;
};

/** Shows one page of the log, or says why it is empty. */
export function AuditList({ page, filters, isFirstPage, workspaceName, path }: AuditListProps) {
  if (page.events.length === 0) {
    if (isFiltered(filters) || !isFirstPage) {
      const action = <PageButton href={path}>Show all events</PageButton>;
      return <EmptyState icon={SearchX} title="No event matches" action={action} />;
    }
    return (
      <EmptyState key="none" icon={ScrollText} title="No events yet">
        Changes in {workspaceName} and refused attempts appear here.
      </EmptyState>
    );
  }
  return (
    <ul aria-label={`What happened in ${workspaceName}`} className="@container divide-y rounded-lg border bg-card">
      {page.events.map((event) => (
        <AuditEvent key={event.id} event={event}>
          <RelatedLinks event={event} filters={filters} path={path} />
        </AuditEvent>
      ))}
    </ul>
  );
}

/** Links that filter the log by the person who caused the event, and by the thing that it is about. */
function RelatedLinks({ event, filters, path }: { event: AuditEventView } & Pick<AuditListProps, "filters" | "path">) {
  const { actor, target } = event;
  const value = actor.id ?? actor.kind;
  const byActor = filters.actor === value ? null : auditAddress(path, { ...ALL_EVENTS, actor: value });
  const isWhole = target.type === "workspace" || filters.target === target.id;
  const ofTarget = isWhole ? null : auditAddress(path, { ...ALL_EVENTS, target: target.id });
  if (!byActor && !ofTarget) return null;
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1">
      {byActor && (
        <NarrowLink href={byActor}>{actor.id === null ? `Only ${actor.name}` : "Only this person"}</NarrowLink>
      )}
      {ofTarget && <NarrowLink href={ofTarget}>{`Only ${target.name ?? "this"}`}</NarrowLink>}
    </p>
  );
}

function NarrowLink({ href, children }: { href: string; children: string }) {
  return (
    <PageLink href={href} className="max-w-full truncate underline underline-offset-2">
      {children}
    </PageLink>
  );
}
