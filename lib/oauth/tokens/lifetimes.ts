import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#lib/clock";

/** How long an authorization code can be exchanged, in milliseconds. */
export const CODE_MS = 60 * SECOND_MS;
/** How long an access token works, in milliseconds. */
export const ACCESS_TOKEN_MS = HOUR_MS;
/**
 * How long a refresh token works after its first use, in milliseconds, and how many successors it gets. Clients ask
 * twice at once, and lose answers. A strict server ends the connection of such a client (docs/decisions/0047).
 */
export const REUSE_MS = 10 * MINUTE_MS;
export const SUCCESSORS_MAX = 5;
/** How long a code may come again without harm, in milliseconds: a client that lost the answer asks again at once. */
export const CODE_RETRY_MS = 10 * SECOND_MS;
/** The most access tokens of one app. The oldest are deleted beyond. */
export const ACCESS_TOKENS_MAX = 50;
/**
 * The most refresh tokens of one app, and the most that it gets in a day. A used one has to stay: it is how a theft is
 * noticed. With the same limit for a day, a thief cannot push it out by refreshing quickly. A client that refreshes
 * every hour needs three weeks for as many.
 */
export const REFRESH_TOKENS_MAX = 500;
