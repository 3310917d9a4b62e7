// What screens say about policies and the schema enforces. Free of the schema's library, which browsers need not load.

/** Days; no key can be made for longer, so a longer limit would limit nothing. */
export const LIFETIME_DAYS_MAX = 365;
/** Networks that one policy may name: each is looked at for every request. */
export const NETWORKS_MAX = 50;
