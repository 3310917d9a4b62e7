// The ids of the headings of key lists. They take the focus after a change of page, or when the button that had it is
// gone. This file has no "use client", because pages on the server read it too.

/** The heading of the keys in use: also focused after the dialog of a new key and after a revocation. */
export const YOUR_KEYS_ID = "your-keys";
export const APPS_ID = "apps";
export const ENDED_APPS_ID = "ended-apps";
export const INACTIVE_KEYS_ID = "inactive-keys";
export const LEGACY_TOKENS_ID = "legacy-tokens";
export const ENDED_SERVICE_KEYS_ID = "ended-keys";
