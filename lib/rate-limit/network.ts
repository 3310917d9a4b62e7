import { isIPv4, isIPv6 } from "node:net";
import { beginningOf } from "#lib/text/beginning-of";

const GROUPS = 8;
/** The first four groups of an IPv6 address, 64 bits, are what a single household or server is given. */
const NETWORK_GROUPS = 4;
const LONGEST_SUBJECT = 64;

/**
 * By what a client's address is counted: the address itself, or for IPv6 its network (/64), within which whoever has one
 * address has them all. A port that some proxies write beside it does not count.
 * @param address of a socket or from X-Forwarded-For, so possibly anything
 */
export function networkOf(address: string): string {
  const ip = ipOf(address);
  if (isIPv4(ip)) return ip;
  if (!isIPv6(ip)) return beginningOf(address, LONGEST_SUBJECT);
  return `${groupsOf(ip).slice(0, NETWORK_GROUPS).join(":")}::/64`;
}

/**
 * The IP address in what a socket or a proxy calls a client's address: without a port, and IPv4 as such where it comes
 * within IPv6 (`::ffff:192.0.2.1`). Whatever holds none comes back as it was.
 */
export function ipOf(address: string): string {
  const host = withoutPort(address);
  if (!isIPv6(host)) return host;
  const dotted = host.lastIndexOf(":") + 1;
  return isMapped(host.slice(0, dotted)) && isIPv4(host.slice(dotted)) ? host.slice(dotted) : host;
}

/** Other IPv6 addresses may end in an IPv4 one that says nothing of where they are (RFC 6052). */
function isMapped(before: string): boolean {
  return before.toLowerCase().endsWith("ffff:") && before.toLowerCase().replaceAll(/[0:]/g, "") === "ffff";
}

/** `192.0.2.1:4711` and `[2001:db8::1]:4711` as Azure's and other gateways write them. */
function withoutPort(address: string): string {
  const bracketed = /^\[([^\]]+)\](:\d+)?$/.exec(address);
  if (bracketed?.[1]) return bracketed[1];
  return /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;
}

/** All eight, without leading zeros: `::` stands for as many zeros as are missing. */
function groupsOf(address: string): string[] {
  const [head = "", tail] = (address.split("%", 1)[0] ?? "").split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail ? tail.split(":") : [];
  const missing = tail === undefined ? 0 : GROUPS - before.length - after.length;
  const groups = [...before, ...Array<string>(missing).fill("0"), ...after];
  return groups.map((group) => Number.parseInt(group, 16).toString(16));
}
