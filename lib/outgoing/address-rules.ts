import { BlockList, isIP, isIPv4 } from "node:net";

/**
 * - `public`: on the internet
 * - `private`: this machine, or a private network
 * - `reserved`: an address that is never called. Special services can be there, such as a cloud's metadata service,
 *   which gives out credentials
 */
export type AddressKind = "public" | "private" | "reserved";

/** The private ranges of IANA's registries of special-purpose addresses (RFC 6890). */
const PRIVATE_IPV4 = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  // The networks of carriers (RFC 6598), and the addresses of Tailscale.
  "100.64.0.0/10",
  "127.0.0.0/8",
  // Benchmarks (RFC 2544). Some local proxies resolve every name to one of these addresses.
  "198.18.0.0/15",
];
const PRIVATE_IPV6 = ["fc00::/7", "::1/128"];

/** The other ranges of these registries, and metadata services at other addresses. */
const RESERVED_IPV4 = [
  "0.0.0.0/8",
  // Link-local. The metadata service of most clouds is here.
  "169.254.0.0/16",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  // The metadata services of Alibaba Cloud and Azure.
  "100.100.100.200/32",
  "168.63.129.16/32",
];
const RESERVED_IPV6 = [
  // Teredo and other protocols, documentation, and 6to4. All of them are within the global range.
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
  // The metadata services of Amazon, Google and Scaleway.
  "fd00:ec2::254/128",
  "fd20:ce::254/128",
  "fd00:42::42/128",
];

/** The prefixes of IPv6 addresses that contain IPv4: mapped (RFC 4291 section 2.5.5.2) and NAT64 (RFC 6052). */
const CARRIERS = ["::ffff:", "64:ff9b::"];
const CARRIER_BITS = 96;

/** The global ranges of IPv6. All others are link-local, multicast, unspecified, deprecated or unassigned. */
const GLOBAL_IPV6 = ["2000::/3", ...CARRIERS.map((prefix) => `${prefix}0.0.0.0/${CARRIER_BITS}`)];

const reserved = listOf([...RESERVED_IPV4, ...RESERVED_IPV4.flatMap(carried), ...RESERVED_IPV6]);
const privateRanges = listOf([...PRIVATE_IPV4, ...PRIVATE_IPV4.flatMap(carried), ...PRIVATE_IPV6]);
const globalIpv6 = listOf(GLOBAL_IPV6);

/**
 * Classifies an address.
 * @param address IPv4 or IPv6 in any form that sockets accept; other text counts as reserved
 */
export function kindOfAddress(address: string): AddressKind {
  // A zone after `%` names a network interface of this machine. It does not change the kind of the address.
  const [bare = ""] = address.split("%", 1);
  const version = isIP(bare);
  if (version === 0) return "reserved";
  const family = version === 4 ? "ipv4" : "ipv6";
  if (reserved.check(bare, family)) return "reserved";
  if (privateRanges.check(bare, family)) return "private";
  return version === 4 || globalIpv6.check(bare, family) ? "public" : "reserved";
}

function carried(range: string): string[] {
  const [network = "", bits] = range.split("/");
  return CARRIERS.map((prefix) => `${prefix}${network}/${CARRIER_BITS + Number(bits)}`);
}

function listOf(ranges: string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = "", bits] = range.split("/");
    list.addSubnet(network, Number(bits), isIPv4(network) ? "ipv4" : "ipv6");
  }
  return list;
}
