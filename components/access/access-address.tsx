import type { AccessFilter, KeyFilter, KeySort, KindFilter } from "#lib/keys/lists/options";

/** The search, filters and order of the Access list. */
export type AccessView = {
  search: string;
  filter: KeyFilter;
  kind: KindFilter;
  access: AccessFilter;
  /** The id of a person, or `service` for service keys; null for every owner. */
  owner: string | null;
  /** Shows only keys that were not used for 90 days. */
  unused: boolean;
  sort: KeySort;
};

/** The view with which the list opens. */
export const OPENED: AccessView = {
  search: "",
  filter: "usable",
  kind: "all",
  access: "any",
  owner: null,
  unused: false,
  sort: "newest",
};

/** The address of this view of the list. It has no query for the view with which the list opens. */
export function accessAddress(path: string, view: AccessView & { cursor?: string | null }): string {
  const query = new URLSearchParams();
  const search = view.search.trim();
  if (search) query.set("search", search);
  if (view.owner) query.set("owner", view.owner);
  if (view.filter !== OPENED.filter) query.set("status", view.filter);
  if (view.kind !== OPENED.kind) query.set("kind", view.kind);
  if (view.access !== OPENED.access) query.set("access", view.access);
  if (view.unused) query.set("unused", "true");
  if (view.sort !== OPENED.sort) query.set("sort", view.sort);
  if (view.cursor) query.set("cursor", view.cursor);
  return query.size > 0 ? `${path}?${query}` : path;
}

/** Whether a filter other than search and status is set. */
export function isNarrowed({ kind, access, owner, unused }: AccessView): boolean {
  return kind !== OPENED.kind || access !== OPENED.access || owner !== null || unused;
}
