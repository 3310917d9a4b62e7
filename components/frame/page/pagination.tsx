import { PageButton } from "#components/frame/navigation/page-link";
import { countWords, type ListCount } from "#lib/listing/count";

type PaginationProps = {
  /** Tells those of several lists on one screen apart. */
  label?: string;
  /** How much of the list is on this page: `shownCount`. */
  summary?: string;
  /** Null on the first page. */
  firstHref: string | null;
  /** Null on the last page. */
  nextHref: string | null;
  /** What leads to the first page and to the next one. */
  first?: string;
  next?: string;
};

/**
 * The way on through a list that is read page by page. Each page begins after the last entry of the one before
 * (keyset), so pages have no numbers; back goes the browser.
 */
export function Pagination({ label = "Pages", summary, firstHref, nextHref, first, next }: PaginationProps) {
  if (!summary && !firstHref && !nextHref) return null;
  return (
    <nav aria-label={label} className="flex flex-wrap items-center justify-between gap-2">
      <p className="text-muted-foreground text-sm">{summary}</p>
      <div className="flex gap-2">
        {firstHref && (
          <PageButton href={firstHref} size="sm">
            {first ?? "First page"}
          </PageButton>
        )}
        {nextHref && (
          <PageButton href={nextHref} size="sm">
            {next ?? "Next page"}
          </PageButton>
        )}
      </div>
    </nav>
  );
}

type ListPaginationProps = Pick<PaginationProps, "label" | "firstHref" | "nextHref"> & {
  shown: number;
  total: ListCount;
  /** What one of its entries is called. */
  noun: string;
};

/** The same under a list on a screen with others: nothing while a single page holds all of it. */
export function ListPagination({ shown, total, noun, ...where }: ListPaginationProps) {
  if (!where.firstHref && !where.nextHref) return null;
  return <Pagination {...where} summary={shownCount(shown, total, noun)} />;
}

/** "50 of 1,000+ keys"; "3 keys" where that is all. */
export function shownCount(shown: number, total: ListCount, noun: string): string {
  const words = countWords(total);
  if (shown < total.counted || !total.isExact) return `${shown} of ${words} ${noun}s`;
  return `${words} ${noun}${total.counted === 1 ? "" : "s"}`;
}
