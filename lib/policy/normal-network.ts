import { isIPv6 } from "node:net";

/**
 * Normalizes a network that `isNetwork` accepts, so that each network has only one text: the bits after the prefix are
 * zero, IPv6 is as short as possible, an IPv4 address within IPv6 becomes IPv4, and a single address has no prefix.
 */
export function normalNetwork(text: string): string {
  const [ip = "", prefix] = text.split("/");
  const bytes = bytesOf(ip);
  const bits = prefix === undefined ? bytes.length * BYTE : Number(prefix);
  const masked = bytes.map((byte, index) => byte & maskOf(bits - index * BYTE));
  // Bits after the prefix are zero, so with a prefix shorter than 96 bits the two bytes 0xff cannot be complete.
  const isMapped = MAPPED.every((byte, index) => byte === masked[index]);
  if (!isMapped || masked.length < MAPPED.length) return toText(masked, bits);
  return toText(masked.slice(MAPPED.length), bits - MAPPED.length * BYTE);
}

const BYTE = 8;
const GROUPS = 8;
/** The bytes before an IPv4 address within an IPv6 address (RFC 4291 section 2.5.5.2). */
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

function bytesOf(ip: string): number[] {
  if (!isIPv6(ip)) return ip.split(".").map(Number);
  const [head = "", tail] = shortest(ip).split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail ? tail.split(":") : [];
  const groups = [...before, ...Array<string>(GROUPS - before.length - after.length).fill("0"), ...after];
  return groups.flatMap((group) => [Number.parseInt(group, 16) >> BYTE, Number.parseInt(group, 16) & 0xff]);
}

/** The mask of a byte when `bits` bits of the prefix are left; the number may be negative or more than 8. */
function maskOf(bits: number): number {
  return (0xff << (BYTE - Math.max(0, Math.min(BYTE, bits)))) & 0xff;
}

function toText(bytes: number[], bits: number): string {
  const suffix = bits === bytes.length * BYTE ? "" : `/${bits}`;
  if (bytes.length === 4) return bytes.join(".") + suffix;
  const groups = Buffer.from(bytes).toString("hex").match(/.{4}/g) ?? [];
  return shortest(groups.join(":")) + suffix;
}

/** Writes an IPv6 address as the URL standard does: lower case, hexadecimal, without the longest run of zeros. */
function shortest(ip: string): string {
  return new URL(`http://[${ip}]`).hostname.slice(1, -1);
}
