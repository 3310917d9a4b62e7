/** Characters. */
export const TOKEN_NAME_MAX = 64;
export const TOKEN_DAYS_MAX = 365;
export const TOKEN_DAYS_DEFAULT = 90;
/** Usable tokens one person may have; ended ones do not count. */
export const USABLE_TOKENS_MAX = 50;
