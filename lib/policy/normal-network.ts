import { isIPv6 } from "node:net";

/**
 * The one way to write a network that `isNetwork` accepts: without what its prefix leaves out, IPv6 as short as it gets,
 * IPv4 as such where it stands within IPv6, and a single address without a prefix.
 */
export function normalNetwork(text: string): string {
  const [ip = "", prefix] = text.split("/");
  const bytes = bytesOf(ip);
  const bits = prefix === undefined ? bytes.length * BYTE : Number(prefix);
  const masked = bytes.map((byte, index) => byte & maskOf(bits - index * BYTE));
  const isMapped = bits >= MAPPED.length * BYTE && MAPPED.every((byte, index) => byte === masked[index]);
  if (!isMapped || masked.length < MAPPED.length) return written(masked, bits);
  return written(masked.slice(MAPPED.length), bits - MAPPED.length * BYTE);
}

const BYTE = 8;
const GROUPS = 8;
/** What stands before an IPv4 address within an IPv6 one (RFC 4291 section 2.5.5.2). */
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

function bytesOf(ip: string): number[] {
  if (!isIPv6(ip)) return ip.split(".").map(Number);
  const [head = "", tail] = shortest(ip).split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail ? tail.split(":") : [];
  const groups = [...before, ...Array<string>(GROUPS - before.length - after.length).fill("0"), ...after];
  return groups.flatMap((group) => [Number.parseInt(group, 16) >> BYTE, Number.parseInt(group, 16) & 0xff]);
}

/** The bits of a byte that count when `bits` are left to count. */
function maskOf(bits: number): number {
  return (0xff << (BYTE - Math.max(0, Math.min(BYTE, bits)))) & 0xff;
}

function written(bytes: number[], bits: number): string {
  const suffix = bits === bytes.length * BYTE ? "" : `/${bits}`;
  if (bytes.length === 4) return bytes.join(".") + suffix;
  const groups = Buffer.from(bytes).toString("hex").match(/.{4}/g) ?? [];
  return shortest(groups.join(":")) + suffix;
}

/** As the URL standard writes IPv6 addresses: lower case, hexadecimal throughout, the longest run of zeros left out. */
function shortest(ip: string): string {
  return new URL(`http://[${ip}]`).hostname.slice(1, -1);
}
