// Filters and orders of the lists of keys. This file imports no schema library, so browsers do not load one.

/** The statuses by which the keys of a workspace are filtered; `usable` is active or expiring. */
export const KEY_FILTERS = ["usable", "expiring", "expired", "revoked", "all"] as const;
export type KeyFilter = (typeof KEY_FILTERS)[number];

/** Keys have a token that somebody copied into a client; apps signed in by themselves. */
export const KIND_FILTERS = ["all", "keys", "apps"] as const;
export type KindFilter = (typeof KIND_FILTERS)[number];

export const ACCESS_FILTERS = ["any", "read_only", "full", "custom"] as const;
export type AccessFilter = (typeof ACCESS_FILTERS)[number];

/** `idle` begins with the keys that were never used; then come those whose last use is longest ago. */
export const KEY_SORTS = ["newest", "recent", "idle"] as const;
export type KeySort = (typeof KEY_SORTS)[number];

/** A key is unused when nobody used or made it within this many days. */
export const UNUSED_DAYS = 90;

/** The owner to filter by for service keys, which the workspace owns. */
export const SERVICE_OWNER = "service";

/** The lists of one's own keys on the dashboard. Usable legacy tokens have a list of their own. */
export const OWN_KEY_LISTS = ["usable", "legacy", "ended"] as const;
export type OwnKeyList = (typeof OWN_KEY_LISTS)[number];
