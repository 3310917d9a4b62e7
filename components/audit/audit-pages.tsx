import { PageButton } from "#components/frame/page-link";

type AuditPagesProps = { newestHref: string | null; olderHref: string | null };

/** The way to older events, and back. */
export function AuditPages({ newestHref, olderHref }: AuditPagesProps) {
  if (!newestHref && !olderHref) return null;
  return (
    <nav aria-label="Pages" className="flex justify-end gap-2">
      {newestHref && (
        <PageButton href={newestHref} size="sm">
          Newest
        </PageButton>
      )}
      {olderHref && (
        <PageButton href={olderHref} size="sm">
          Older events
        </PageButton>
      )}
    </nav>
  );
}
