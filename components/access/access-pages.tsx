import { PageButton } from "#components/frame/page-link";
import type { Count } from "#lib/keys/dto";

type AccessPagesProps = {
  shown: number;
  total: Count;
  firstHref: string | null;
  nextHref: string | null;
};

/** How many keys there are, and the way to further ones. */
export function AccessPages({ shown, total, firstHref, nextHref }: AccessPagesProps) {
  if (total.counted === 0) return null;
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-2">
      <p className="text-muted-foreground text-sm">{keyCount(shown, total)}</p>
      <div className="flex gap-2">
        {firstHref && (
          <PageButton href={firstHref} size="sm">
            First page
          </PageButton>
        )}
        {nextHref && (
          <PageButton href={nextHref} size="sm">
            Next page
          </PageButton>
        )}
      </div>
    </nav>
  );
}

/** "50 of 1,000+ keys". */
export function keyCount(shown: number, { counted, isExact }: Count): string {
  const total = `${counted.toLocaleString("en")}${isExact ? "" : "+"}`;
  if (shown < counted || !isExact) return `${shown} of ${total} keys`;
  return `${total} ${counted === 1 ? "key" : "keys"}`;
}
