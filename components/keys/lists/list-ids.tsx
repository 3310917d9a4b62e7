// Headings at which the reader goes on after a turn of a list's pages; apart, as the server reads them as well.

export const INACTIVE_KEYS_ID = "inactive-keys";
export const LEGACY_TOKENS_ID = "legacy-tokens";
export const ENDED_SERVICE_KEYS_ID = "ended-keys";
