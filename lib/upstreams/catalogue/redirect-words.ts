import { beginningOf } from "#lib/text/beginning-of";

/** The longest address that a sentence shows, in characters. */
const SHOWN_MAX = 200;

/**
 * Says to where a server redirects that is not followed. The sentence has no beginning, which is the name of the server.
 * It shows no query, because a query can hold a secret.
 * @param url the address that was asked
 * @param location the `Location` header of the answer
 */
export function redirectInWords(status: number, url: string, location: string | undefined): string {
  const http = `(HTTP ${status})`;
  const from = new URL(url);
  const to = location === undefined ? null : URL.parse(location, url);
  if (!to) return `redirects to another address ${http}, which is not followed.`;
  const shown = beginningOf(to.protocol.startsWith("http") ? to.origin + to.pathname : to.protocol, SHOWN_MAX);
  if (to.origin === from.origin) return `redirects ${withinOrigin(from, to, http, shown)}`;
  if (to.hostname !== from.hostname) {
    return `redirects to another host, ${shown} ${http}, to which no credentials are sent.`;
  }
  if (from.protocol === "http:" && to.protocol === "https:") {
    return `redirects from http to https ${http}. Change its URL to ${shown}.`;
  }
  if (to.protocol !== from.protocol) {
    return `redirects from ${withoutColon(from)} to ${withoutColon(to)} ${http}, where no credentials are sent.`;
  }
  return `redirects to another port of the same host, ${shown} ${http}, to which no credentials are sent.`;
}

function withinOrigin(from: URL, to: URL, http: string, shown: string): string {
  if (to.pathname === `${from.pathname}/`)
    return `to the same URL with a slash at the end ${http}. Change its URL to ${shown}.`;
  if (`${to.pathname}/` === from.pathname) {
    return `to the same URL without the slash at the end ${http}. Change its URL to ${shown}.`;
  }
  if (to.pathname === from.pathname) return `to its own URL again and again ${http}.`;
  return `to another path of the same server, ${shown} ${http}.`;
}

const withoutColon = ({ protocol }: URL) => protocol.slice(0, -1);
