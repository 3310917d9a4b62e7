import type { OwnKeyList } from "#lib/keys/limits";

/** What those in use are searched for, and where the page of each list begins; null for its first page. */
export type OwnKeysView = { search: string } & Record<OwnKeyList, string | null>;

/** The address of the screen with these pages. */
export function ownKeysAddress(path: string, view: Partial<OwnKeysView>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(view)) {
    if (value) query.set(name, value);
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

/** Addresses of the first and the next page of one list, the others staying where they are. */
export type PageHrefs = { firstHref: string | null; nextHref: string | null };

/** @param headingId of the list: there the reader goes on */
export function pageHrefs(
  path: string,
  view: OwnKeysView,
  list: OwnKeyList,
  page: { nextCursor: string | null; headingId: string },
): PageHrefs {
  const at = (cursor: string | null) => `${ownKeysAddress(path, { ...view, [list]: cursor })}#${page.headingId}`;
  return { firstHref: view[list] && at(null), nextHref: page.nextCursor && at(page.nextCursor) };
}
