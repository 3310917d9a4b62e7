// What screens say about keys and the schema enforces. Free of the schema's library, which browsers need not load.

/** Characters. */
export const KEY_NAME_MAX = 64;
export const EXPIRES_IN_DAYS_MAX = 365;
export const EXPIRES_IN_DAYS_DEFAULT = 90;
/** Workspaces that one key may be made for. */
export const KEY_WORKSPACES_MAX = 200;
/** MCP servers that one key may be limited to. */
export const KEY_SERVERS_MAX = 500;
/** Usable keys one person may have; ended keys do not count. */
export const USABLE_KEYS_MAX = 200;
/** Characters of the reason for taking a workspace from a key. */
export const REASON_MAX = 200;
/** Characters of a search. */
export const SEARCH_MAX = 100;

/** How the keys of a workspace can be narrowed down; `usable` is active and expiring. */
export const KEY_FILTERS = ["usable", "expiring", "expired", "revoked", "all"] as const;
export type KeyFilter = (typeof KEY_FILTERS)[number];
