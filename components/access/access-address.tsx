import type { KeyFilter } from "#lib/keys/limits";

/** The query of an address that shows this part of the list, `""` for the list as it opens. */
export function accessAddress(
  path: string,
  view: { search: string; filter: KeyFilter; cursor?: string | null },
): string {
  const query = new URLSearchParams();
  if (view.search) query.set("search", view.search);
  if (view.filter !== "usable") query.set("status", view.filter);
  if (view.cursor) query.set("cursor", view.cursor);
  return query.size > 0 ? `${path}?${query}` : path;
}
