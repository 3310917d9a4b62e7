/**
 * What a screen with several lists of keys shows: the search text, and the cursor of each list; null for its first
 * page.
 */
export type KeyListsView<List extends string> = { search: string } & Record<List, string | null>;

/** The address of the screen with this search and these pages. */
function keyListsAddress(path: string, view: Record<string, string | null>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(view)) {
    if (value) query.set(name, value);
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

/** The addresses of the first and the next page of one list. The other lists stay at their pages. */
export type PageHrefs = { firstHref: string | null; nextHref: string | null };

/**
 * Makes the addresses for the pagination of one list.
 * @param page.headingId the heading of the list, which takes the focus on the new page
 */
export function pageHrefs<List extends string>(
  path: string,
  view: KeyListsView<List>,
  list: NoInfer<List>,
  page: { nextCursor: string | null; headingId: string },
): PageHrefs {
  const hrefOf = (cursor: string | null) => `${keyListsAddress(path, { ...view, [list]: cursor })}#${page.headingId}`;
  return { firstHref: view[list] && hrefOf(null), nextHref: page.nextCursor && hrefOf(page.nextCursor) };
}
