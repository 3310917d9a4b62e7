// Limits that screens name and schemas enforce. This file imports no schema library, so browsers do not load one.

/** The longest name of a key, in characters. */
export const KEY_NAME_MAX = 64;
export const EXPIRES_IN_DAYS_MAX = 365;
export const EXPIRES_IN_DAYS_DEFAULT = 90;
/** The lifetimes that the forms offer, besides a number that a person types. */
export const EXPIRY_PRESETS_DAYS = [7, 30, EXPIRES_IN_DAYS_DEFAULT, EXPIRES_IN_DAYS_MAX] as const;
/** The most workspaces that one key may reach. */
export const KEY_WORKSPACES_MAX = 200;
/** The most MCP servers that one key may be limited to. */
export const KEY_SERVERS_MAX = 500;
/** The most usable keys that one person may have; ended keys do not count. */
export const USABLE_KEYS_MAX = 200;
/** The most usable service keys that one workspace may have. */
export const SERVICE_KEYS_MAX = 200;
/** The most keys that one command may detach. */
export const DETACHED_AT_ONCE_MAX = 200;
/** The longest reason for revoking or detaching a key, in characters. */
export const REASON_MAX = 200;
