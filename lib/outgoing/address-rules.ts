import { BlockList, isIP, isIPv4 } from "node:net";

/**
 * - `public`: somewhere on the internet
 * - `private`: this machine, or a network that only insiders can reach
 * - `reserved`: no server that may be called can have it; what answers there (a cloud's metadata service, a neighbour on the
 *   link) gives away more than any server should
 */
export type AddressKind = "public" | "private" | "reserved";

/** Of IANA's registries of special-purpose addresses (RFC 6890), what has insiders behind it. */
const PRIVATE_IPV4 = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  // Carriers' own (RFC 6598), and the addresses that Tailscale gives out.
  "100.64.0.0/10",
  "127.0.0.0/8",
  // For benchmarks (RFC 2544); some local proxies answer every name with one of these.
  "198.18.0.0/15",
];
const PRIVATE_IPV6 = ["fc00::/7", "::1/128"];

/** The rest of these registries, and metadata services that clouds put elsewhere. */
const RESERVED_IPV4 = [
  "0.0.0.0/8",
  // Link-local, with the metadata service of most clouds.
  "169.254.0.0/16",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  // Metadata of Alibaba Cloud and of Azure.
  "100.100.100.200/32",
  "168.63.129.16/32",
];
const RESERVED_IPV6 = [
  // Teredo and other protocols' own, documentation, 6to4: all within what is otherwise global.
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
  // Metadata of Amazon, of Google and of Scaleway.
  "fd00:ec2::254/128",
  "fd20:ce::254/128",
  "fd00:42::42/128",
];

/** IPv6 that carries IPv4: mapped (RFC 4291 section 2.5.5.2), and translated on the way (NAT64, RFC 6052). */
const CARRIERS = ["::ffff:", "64:ff9b::"];
const CARRIER_BITS = 96;

/** Everything else in IPv6 is link-local, multicast, unspecified, deprecated or not given out. */
const GLOBAL_IPV6 = ["2000::/3", ...CARRIERS.map((prefix) => `${prefix}0.0.0.0/${CARRIER_BITS}`)];

const reserved = listOf([...RESERVED_IPV4, ...RESERVED_IPV4.flatMap(carried), ...RESERVED_IPV6]);
const insiders = listOf([...PRIVATE_IPV4, ...PRIVATE_IPV4.flatMap(carried), ...PRIVATE_IPV6]);
const globalIpv6 = listOf(GLOBAL_IPV6);

/** @param address IPv4 or IPv6 in any form that sockets take; whatever is neither counts as reserved */
export function kindOfAddress(address: string): AddressKind {
  // A zone names a network card of this machine and says nothing about who is behind it.
  const [bare = ""] = address.split("%", 1);
  const version = isIP(bare);
  if (version === 0) return "reserved";
  const family = version === 4 ? "ipv4" : "ipv6";
  if (reserved.check(bare, family)) return "reserved";
  if (insiders.check(bare, family)) return "private";
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
