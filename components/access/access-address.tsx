import type { AccessFilter, KeyFilter, KeySort } from "#lib/keys/lists/options";

/** What of the keys is shown, and in which order. */
export type AccessView = {
  search: string;
  filter: KeyFilter;
  access: AccessFilter;
  /** A person's id, or `service`; null for everybody's. */
  owner: string | null;
  /** Only those that were not used for 90 days. */
  unused: boolean;
  sort: KeySort;
};

/** The list as it opens. */
export const OPENED: AccessView = {
  search: "",
  filter: "usable",
  access: "any",
  owner: null,
  unused: false,
  sort: "newest",
};

/** The address at which this part of the list is shown; without a query for the list as it opens. */
export function accessAddress(path: string, view: AccessView & { cursor?: string | null }): string {
  const query = new URLSearchParams();
  const search = view.search.trim();
  if (search) query.set("search", search);
  if (view.owner) query.set("owner", view.owner);
  if (view.filter !== OPENED.filter) query.set("status", view.filter);
  if (view.access !== OPENED.access) query.set("access", view.access);
  if (view.unused) query.set("unused", "true");
  if (view.sort !== OPENED.sort) query.set("sort", view.sort);
  if (view.cursor) query.set("cursor", view.cursor);
  return query.size > 0 ? `${path}?${query}` : path;
}

/** Whether something other than search and status narrows the list down. */
export function isNarrowed({ access, owner, unused }: AccessView): boolean {
  return access !== OPENED.access || owner !== null || unused;
}
