import { isIPv4, isIPv6 } from "node:net";
import { beginningOf } from "#lib/text/beginning-of";

const GROUPS = 8;
/** A household or a server gets one network of 64 bits: the first four groups of its IPv6 addresses. */
const NETWORK_GROUPS = 4;
const LONGEST_SUBJECT = 64;

/**
 * The subject under which a client's address is counted: the address itself, or for IPv6 its network (/64), because a
 * client can use all addresses of its network. A port, which some proxies write after the address, is left out.
 * @param address the address of a socket or from X-Forwarded-For; it may be any text
 */
export function networkOf(address: string): string {
  const ip = ipOf(address);
  if (isIPv4(ip)) return ip;
  if (!isIPv6(ip)) return beginningOf(address, LONGEST_SUBJECT);
  return `${groupsOf(ip).slice(0, NETWORK_GROUPS).join(":")}::/64`;
}

/**
 * Reads the IP address of a client as a socket or a proxy writes it. A port and a zone (`%eth0`) are left out. An IPv4
 * address within IPv6 (`::ffff:192.0.2.1`) is returned as IPv4. Text without an IP address is returned unchanged.
 */
export function ipOf(address: string): string {
  const given = withoutPort(address);
  if (!isIPv6(given)) return given;
  // A zone names a network interface of this machine (RFC 4007 section 11). It is no part of the address.
  const [host = ""] = given.split("%", 1);
  const [, high, low] = MAPPED_IN_HEX.exec(host) ?? [];
  if (high !== undefined && low !== undefined) return dottedOf(Number.parseInt(high, 16), Number.parseInt(low, 16));
  const dotted = host.lastIndexOf(":") + 1;
  return isMapped(host.slice(0, dotted)) && isIPv4(host.slice(dotted)) ? host.slice(dotted) : host;
}

/** The mapped IPv4 address with its last two groups in hexadecimal: `::ffff:c000:207`. */
const MAPPED_IN_HEX = /^[0:]*:ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i;

function dottedOf(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".");
}

/**
 * Whether an IPv6 address is a mapped IPv4 address. Other IPv6 addresses can end in an IPv4 address too (RFC 6052), but
 * it is not the client's.
 * @param before the address without its IPv4 part
 */
function isMapped(before: string): boolean {
  return before.toLowerCase().endsWith("ffff:") && before.toLowerCase().replaceAll(/[0:]/g, "") === "ffff";
}

/** Removes a port. Azure's and other gateways write `192.0.2.1:4711` and `[2001:db8::1]:4711`. */
function withoutPort(address: string): string {
  const bracketed = /^\[([^\]]+)\](:\d+)?$/.exec(address);
  if (bracketed?.[1]) return bracketed[1];
  return /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;
}

/** Lists the eight groups of an IPv6 address without leading zeros. `::` stands for all missing groups. */
function groupsOf(address: string): string[] {
  const [head = "", tail] = address.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail ? tail.split(":") : [];
  const missing = tail === undefined ? 0 : GROUPS - before.length - after.length;
  const groups = [...before, ...Array<string>(missing).fill("0"), ...after];
  return groups.map((group) => Number.parseInt(group, 16).toString(16));
}
