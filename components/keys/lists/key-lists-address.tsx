/** What a screen of several lists of keys shows: what it is searched for, and where the page of each list begins; null for its first page. */
export type KeyListsView<List extends string> = { search: string } & Record<List, string | null>;

/** The address of the screen with these pages. */
function keyListsAddress(path: string, view: Record<string, string | null>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(view)) {
    if (value) query.set(name, value);
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

/** Addresses of the first and the next page of one list, the others staying where they are. */
export type PageHrefs = { firstHref: string | null; nextHref: string | null };

/** @param headingId of the list: there the reader goes on */
export function pageHrefs<List extends string>(
  path: string,
  view: KeyListsView<List>,
  list: NoInfer<List>,
  page: { nextCursor: string | null; headingId: string },
): PageHrefs {
  const at = (cursor: string | null) => `${keyListsAddress(path, { ...view, [list]: cursor })}#${page.headingId}`;
  return { firstHref: view[list] && at(null), nextHref: page.nextCursor && at(page.nextCursor) };
}
