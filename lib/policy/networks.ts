import { BlockList, isIP, isIPv6 } from "node:net";
import { ipOf } from "#lib/rate-limit/network";

/**
 * Whether an address lies in one of these networks.
 * @param address the client's address as a socket or a proxy writes it; a text that is no IP address lies in no network
 * @param networks in CIDR notation; `isNetwork` checked each of them when it was saved
 */
export function isWithin(address: string | null, networks: readonly string[]): boolean {
  const ip = address === null ? "" : ipOf(address);
  return isIP(ip) > 0 && listOf(networks).check(ip, isIPv6(ip) ? "ipv6" : "ipv4");
}

/**
 * Whether `text` is an address or a network in CIDR notation (RFC 4632, RFC 4291), such as `10.0.0.0/8` or
 * `2001:db8::/32`.
 */
export function isNetwork(text: string): boolean {
  const [ip = "", prefix, ...rest] = text.split("/");
  const version = isIP(ip);
  if (version === 0 || ip.includes("%") || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= bitsOf(ip);
}

function bitsOf(ip: string): number {
  return isIPv6(ip) ? 128 : 32;
}

/**
 * The parsed lists of networks. The reach of a key is parsed once for many requests, so its networks are the same
 * array.
 */
const parsedLists = new WeakMap<readonly string[], BlockList>();

/** Returns the parsed list of an array of networks. Every request needs it, so it is made once. */
function listOf(networks: readonly string[]): BlockList {
  let list = parsedLists.get(networks);
  if (!list) {
    list = new BlockList();
    for (const network of networks) {
      const [ip = "", prefix] = network.split("/");
      list.addSubnet(ip, prefix === undefined ? bitsOf(ip) : Number(prefix), isIPv6(ip) ? "ipv6" : "ipv4");
    }
    parsedLists.set(networks, list);
  }
  return list;
}
