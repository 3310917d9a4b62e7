import type { IncomingHttpHeaders } from "node:http";
import { type Env, env } from "#lib/env";
import { isLoopbackHost } from "#lib/http/loopback-host";

const SHOWN_LENGTH = 200;

/**
 * Whether a request names a host of this Latchkey: the host of `PUBLIC_URL`, one of `ALLOWED_HOSTS`, or a loopback name
 * where Latchkey listens only on this machine.
 *
 * This stops DNS rebinding: a foreign page makes its own name resolve to this machine, so that the browser treats
 * Latchkey as the page's origin. Its requests then name the foreign host.
 */
export function isAllowedHost(headers: IncomingHttpHeaders): boolean {
  const host = namedHost(headers);
  if (host === undefined) return false;
  const { names, allowsLoopback } = rules(env());
  if (names.has(host)) return true;
  const bare = withoutPort(host);
  return names.has(bare) || (allowsLoopback && isLoopbackHost(bare));
}

/** Says why a request was refused for its host, and what to do. */
export function hostRefusal(headers: IncomingHttpHeaders): string {
  const host = namedHost(headers)?.slice(0, SHOWN_LENGTH) ?? "";
  return `Latchkey does not answer for the host ${host}: use the address in PUBLIC_URL, or add the host to ALLOWED_HOSTS.`;
}

/** The host that the client asked a proxy for. Only a trusted proxy counts (`TRUST_PROXY`). */
export function forwardedHost(headers: IncomingHttpHeaders): string | undefined {
  if (!env().TRUST_PROXY) return undefined;
  return headers["x-forwarded-host"]?.toString().split(",").at(-1)?.trim() || undefined;
}

function namedHost(headers: IncomingHttpHeaders): string | undefined {
  return forwardedHost(headers) ?? headers.host;
}

type HostRules = { names: ReadonlySet<string>; allowsLoopback: boolean };

const rulesOf = new WeakMap<Env, HostRules>();

function rules(settings: Env): HostRules {
  const known = rulesOf.get(settings);
  if (known) return known;
  const { host, hostname } = new URL(settings.PUBLIC_URL);
  const bound = settings.HOST.includes(":") ? `[${settings.HOST}]` : settings.HOST;
  // The set has the host with its port too, so one lookup is enough for most requests.
  const names = new Set([host, hostname, ...settings.ALLOWED_HOSTS]);
  const made = { names, allowsLoopback: isLoopbackHost(hostname) || isLoopbackHost(bound) };
  rulesOf.set(settings, made);
  return made;
}

function withoutPort(host: string): string {
  const colon = host.lastIndexOf(":");
  return (colon > host.lastIndexOf("]") ? host.slice(0, colon) : host).toLowerCase();
}
