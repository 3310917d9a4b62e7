// Limits that screens name and schemas enforce. This file imports no schema library, so browsers do not load one.

/** The longest maximum lifetime, in days. No key can be made for longer, so a higher maximum would have no effect. */
export const LIFETIME_DAYS_MAX = 365;
/** The most clients that one policy may list. */
export const LISTED_CLIENTS_MAX = 50;
/** The most networks that one policy may name. Every request is compared with each of them. */
export const NETWORKS_MAX = 50;
