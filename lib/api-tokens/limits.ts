/** The longest name of a token, in characters. */
export const TOKEN_NAME_MAX = 64;
/** The longest lifetime of a token, in days. */
export const TOKEN_DAYS_MAX = 365;
export const TOKEN_DAYS_DEFAULT = 90;
/** The most usable tokens of one person. Ended tokens do not count. */
export const USABLE_TOKENS_MAX = 50;
