// How lists of keys can be narrowed down and sorted. Free of the schema's library, which browsers need not load.

/** How the keys of a workspace can be narrowed down; `usable` is active and expiring. */
export const KEY_FILTERS = ["usable", "expiring", "expired", "revoked", "all"] as const;
export type KeyFilter = (typeof KEY_FILTERS)[number];

export const ACCESS_FILTERS = ["any", "read_only", "full", "custom"] as const;
export type AccessFilter = (typeof ACCESS_FILTERS)[number];

/** `idle` begins with those that were never used, then those whose last use is longest ago. */
export const KEY_SORTS = ["newest", "recent", "idle"] as const;
export type KeySort = (typeof KEY_SORTS)[number];

/** A key counts as unused when it was neither used nor made within this many days. */
export const UNUSED_DAYS = 90;

/** Stands for the workspace's own keys where a list is narrowed down to one owner. */
export const SERVICE_OWNER = "service";

/** The lists of one's own keys: of those in use, the ones of a system used before stand apart. */
export const OWN_KEY_LISTS = ["usable", "legacy", "ended"] as const;
export type OwnKeyList = (typeof OWN_KEY_LISTS)[number];
