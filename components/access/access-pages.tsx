import { PageButton } from "#components/frame/page-link";

type AccessPagesProps = {
  shown: number;
  total: number;
  firstHref: string | null;
  nextHref: string | null;
};

/** How many keys there are, and the way to older ones. */
export function AccessPages({ shown, total, firstHref, nextHref }: AccessPagesProps) {
  if (total === 0) return null;
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-2">
      <p className="text-muted-foreground text-sm">
        {shown < total ? `${shown} of ${total} keys` : `${total} ${total === 1 ? "key" : "keys"}`}
      </p>
      <div className="flex gap-2">
        {firstHref && (
          <PageButton href={firstHref} size="sm">
            Newest
          </PageButton>
        )}
        {nextHref && (
          <PageButton href={nextHref} size="sm">
            Older keys
          </PageButton>
        )}
      </div>
    </nav>
  );
}
