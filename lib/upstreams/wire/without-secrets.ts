import { WeightedCache } from "#lib/bounds/weighted-cache";
import { single } from "#lib/process";
import { HideAll } from "#lib/text/hide-all";
import type { ServerAddress } from "#lib/upstreams/wire/server-address";

/** A shorter value would be found in ordinary text too. */
const WHOLE_MIN = 4;
const PART_MIN = 6;
const SCHEME = /^(?:bearer|basic|digest|token|api-?key)$/i;
const HIDDEN = "•••";

/** What Latchkey sends to a server, as far as an admin entered secrets in it. */
export type WithSecrets = Pick<ServerAddress, "headers"> & Partial<Pick<ServerAddress, "url">>;

/**
 * Hides the values of headers, and those in the query of the address, in a text that a server wrote. Servers repeat what they got, above all in errors about it.
 * Parts of a value are hidden too, such as the token behind `Bearer` and the password in `Basic`.
 * @param maxCharacters how much of the text is kept at most, before anything is hidden
 */
export function withoutSecrets(text: string, { headers, url }: WithSecrets, maxCharacters: number): string {
  return finderOf(headers, url).in(text, HIDDEN, maxCharacters);
}

/** One refusal has several texts, and a server may refuse every call, so the finders of the last servers are kept. */
const KEPT_BYTES = 16 * 1024 * 1024;
/** What a finder takes besides its tables, as estimated. */
const FINDER_BYTES = 1024;

type Finder = { url: string | undefined; finder: HideAll };

/** The search for the secrets of a server. It has some kilobytes for usual headers, and 6 MB for the longest ones. */
function finderOf(headers: WithSecrets["headers"], url: string | undefined): HideAll {
  const finders = single("finders-of-secrets", () => new WeightedCache<object, Finder>(KEPT_BYTES));
  const known = headers && finders.get(headers);
  if (known && known.url === url) return known.finder;
  const finder = new HideAll(new Set([...Object.values(headers ?? {}).flatMap(secretsOf), ...inQuery(url)]));
  if (headers) finders.set(headers, { url, finder }, FINDER_BYTES + finder.byteLength);
  return finder;
}

function secretsOf(value: string): string[] {
  const whole = value.trim();
  const parts = whole.split(/[\s,;:="']+/).filter((part) => part.length >= PART_MIN && !SCHEME.test(part));
  return [whole, ...parts, ...basicCredentials(whole)].filter((secret) => secret.length >= WHOLE_MIN);
}

function inQuery(url: string | undefined): string[] {
  const values = url === undefined ? [] : [...(URL.parse(url)?.searchParams.values() ?? [])];
  return values.filter((value) => value.length >= PART_MIN);
}

/** The name and password in the credentials of RFC 7617, and the password alone. */
function basicCredentials(value: string): string[] {
  const encoded = /^basic\s+(\S+)$/i.exec(value)?.[1];
  if (encoded === undefined) return [];
  const pair = Buffer.from(encoded, "base64").toString("utf8");
  return [pair, pair.slice(pair.indexOf(":") + 1)];
}
