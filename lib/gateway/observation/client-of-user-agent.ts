import type { Client } from "#lib/gateway/messages/refused-key";
import { beginningOf } from "#lib/text/beginning-of";

/** The longest part of a User-Agent that is looked at, in characters. */
const TEXT_MAX = 200;

/** The first product of a User-Agent, `name/version` (RFC 9110 section 10.1.5). */
export function clientOfUserAgent(userAgent: string | null): Client {
  const product = beginningOf(userAgent ?? "", TEXT_MAX).split(" ", 1)[0] ?? "";
  const [name, version] = product.split("/", 2);
  return { name: name || null, version: version || null, title: null };
}
