// What screens say about keys and the schema enforces. Free of the schema's library, which browsers need not load.

/** Characters. */
export const KEY_NAME_MAX = 64;
export const EXPIRES_IN_DAYS_MAX = 365;
export const EXPIRES_IN_DAYS_DEFAULT = 90;
/** What the forms offer besides a number of one's own. */
export const EXPIRY_PRESETS_DAYS = [7, 30, EXPIRES_IN_DAYS_DEFAULT, EXPIRES_IN_DAYS_MAX] as const;
/** Workspaces that one key may be made for. */
export const KEY_WORKSPACES_MAX = 200;
/** MCP servers that one key may be limited to. */
export const KEY_SERVERS_MAX = 500;
/** Usable keys one person may have; ended keys do not count. */
export const USABLE_KEYS_MAX = 200;
/** Usable service keys that one workspace may have. */
export const SERVICE_KEYS_MAX = 200;
/** Keys that one command may take a workspace from. */
export const DETACHED_AT_ONCE_MAX = 200;
/** Characters of the reason for taking a workspace from a key. */
export const REASON_MAX = 200;
