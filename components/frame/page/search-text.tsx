/** The list is searched after this time without typing. */
export const SEARCH_DELAY_MS = 250;

/** A whole token. It must not get into the address, because it would stay in the browser's history. */
const WHOLE_TOKEN = /\b([a-z][a-z0-9]{1,15}_[0-9A-Za-z]{5})[0-9A-Za-z]{44}\b/g;

/** The part of the input that may be in the address. The start of a token is enough to find its key. */
export function searchText(typed: string, maxLength: number): string {
  return typed.replaceAll(WHOLE_TOKEN, "$1").slice(0, maxLength);
}
