import { PageButton } from "#components/frame/navigation/page-link";
import { countWords, type ListCount } from "#lib/listing/count";

type PaginationProps = {
  /** The name for screen readers, where several lists are on one screen. */
  label?: string;
  /** Says how much of the list is on this page; see `shownCount`. */
  summary?: string;
  /** Null on the first page. */
  firstHref: string | null;
  /** Null on the last page. */
  nextHref: string | null;
  /** The labels of the links, where they differ from "First page" and "Next page". */
  first?: string;
  next?: string;
};

/**
 * The links to the first and the next page of a list. Each page begins after the last entry of the page before (keyset
 * pagination), so pages have no numbers. The Back button of the browser leads to the previous page.
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
  /** What one entry is called: "key". */
  noun: string;
};

/** The pagination of one of several lists on a screen. Renders nothing when the list has a single page. */
export function ListPagination({ shown, total, noun, ...where }: ListPaginationProps) {
  if (!where.firstHref && !where.nextHref) return null;
  return <Pagination {...where} summary={shownCount(shown, total, noun)} />;
}

/** The word for one entry and for several; a single word gets an "s". */
export type PluralNoun = string | readonly [one: string, many: string];

/** Says how many entries are on this page: "50 of 1,000+ keys", or "3 keys" when these are all. */
export function shownCount(shown: number, total: ListCount, noun: PluralNoun): string {
  const [one, many] = typeof noun === "string" ? [noun, `${noun}s`] : noun;
  const words = countWords(total);
  if (shown < total.counted || !total.isExact) return `${shown} of ${words} ${many}`;
  return `${words} ${total.counted === 1 ? one : many}`;
}
