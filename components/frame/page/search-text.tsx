/** A list follows the search once the typing pauses. */
export const SEARCH_DELAY_MS = 250;

/** A whole token in the address bar would stay in the browser's history; its start finds the key as well. */
const WHOLE_TOKEN = /\b([a-z][a-z0-9]{1,15}_[0-9A-Za-z]{5})[0-9A-Za-z]{44}\b/g;

/** What of a typed text may stand in the address. */
export function searchText(typed: string, maxLength: number): string {
  return typed.replaceAll(WHOLE_TOKEN, "$1").slice(0, maxLength);
}
