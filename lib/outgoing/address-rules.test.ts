import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kindOfAddress } from "#lib/outgoing/address-rules";

test.each([
  ["the metadata service of most clouds", "169.254.169.254", "reserved"],
  ["that of Amazon over IPv6", "fd00:ec2::254", "reserved"],
  ["that of Google over IPv6", "fd20:ce::254", "reserved"],
  ["that of Alibaba Cloud", "100.100.100.200", "reserved"],
  ["that of Azure", "168.63.129.16", "reserved"],
  ["that of Oracle's older cloud", "192.0.0.192", "reserved"],
  ["link-local", "fe80::1", "reserved"],
  ["link-local with a zone", "fe80::1%eth0", "reserved"],
  ["unspecified", "0.0.0.0", "reserved"],
  ["unspecified, IPv6", "::", "reserved"],
  ["broadcast", "255.255.255.255", "reserved"],
  ["multicast", "224.0.0.1", "reserved"],
  ["multicast, IPv6", "ff02::1", "reserved"],
  ["6to4 with a private address inside", "2002:0a00:0001::1", "reserved"],
  ["Teredo", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "reserved"],
  ["site-local, long deprecated", "fec0::1", "reserved"],
  ["compatible IPv4, long deprecated", "::10.0.0.1", "reserved"],
  ["NAT64 with a prefix of one's own", "64:ff9b:1::a00:1", "reserved"],
  ["loopback", "127.0.0.1", "private"],
  ["loopback, all of it", "127.255.255.254", "private"],
  ["loopback, IPv6", "::1", "private"],
  ["loopback in long form", "0:0:0:0:0:0:0:1", "private"],
  ["private", "10.1.2.3", "private"],
  ["unique local", "fd12:3456:789a::1", "private"],
  ["unique local with a zone", "fd12:3456:789a::1%2", "private"],
  ["carriers' own", "100.64.0.1", "private"],
  ["before 10/8", "9.255.255.255", "public"],
  ["after 10/8", "11.0.0.0", "public"],
  ["before 172.16/12", "172.15.255.255", "public"],
  ["after 172.16/12", "172.32.0.0", "public"],
  ["before 100.64/10", "100.63.255.255", "public"],
  ["after 100.64/10", "100.128.0.0", "public"],
  ["beside Azure's", "168.63.129.17", "public"],
  ["before multicast", "223.255.255.255", "public"],
  ["a global address", "2606:4700::6810:84e5", "public"],
  ["a public address behind NAT64", "64:ff9b::8.8.8.8", "public"],
])("%s: %s is %s", (_what, address, kind) => {
  expect(kindOfAddress(address)).toBe(kind);
});

const octets = fc.tuple(...([0, 1, 2, 3] as const).map(() => fc.integer({ min: 0, max: 255 })));
/** Half of the addresses are random, half are in the ranges of the rules. */
const ipv4 = fc.oneof(
  octets,
  fc
    .tuple(
      fc.constantFrom(
        [10],
        [127],
        [169, 254],
        [172, 16],
        [192, 168],
        [100, 64],
        [100, 100, 100, 200],
        [0],
        [255],
        [239],
      ),
      octets,
    )
    .map(([fixed, rest]) => [...fixed, ...rest].slice(0, 4)),
);
const dotted = (parts: number[]) => parts.join(".");
const hexPair = (high = 0, low = 0) => ((high << 8) | low).toString(16);
const inHex = ([a, b, c, d]: number[]) => `${hexPair(a, b)}:${hexPair(c, d)}`;

describe("an IPv4 address keeps its kind", () => {
  test("within IPv6, mapped or translated, in any notation", () => {
    fc.assert(
      fc.property(ipv4, (parts) => {
        const kind = kindOfAddress(dotted(parts));
        const forms = [
          `::ffff:${dotted(parts)}`,
          `::FFFF:${inHex(parts).toUpperCase()}`,
          `0:0:0:0:0:ffff:${inHex(parts)}`,
          `0000:0000:0000:0000:0000:ffff:${dotted(parts)}`,
          `::ffff:${inHex(parts)}%eth0`,
          `64:ff9b::${dotted(parts)}`,
          `0064:FF9B:0:0:0:0:${inHex(parts)}`,
        ];
        for (const form of forms) expect(kindOfAddress(form), form).toBe(kind);
      }),
      { numRuns: 2_000 },
    );
  });

  test("in every notation that a URL allows", () => {
    const spelling = fc.constantFrom(
      (part: number) => String(part),
      (part: number) => `0x${part.toString(16)}`,
      (part: number) => `0${part.toString(8)}`,
      (part: number) => `0X000${part.toString(16).toUpperCase()}`,
    );
    fc.assert(
      fc.property(ipv4, fc.integer({ min: 1, max: 4 }), spelling, fc.boolean(), (parts, count, spell, hasDot) => {
        // The last part is the number of all remaining bytes (WHATWG URL, IPv4 parser).
        const last = parts.slice(count - 1).reduce((sum, part) => sum * 256 + part, 0);
        const host = [...parts.slice(0, count - 1), last].map(spell).join(".") + (hasDot ? "." : "");
        const { hostname } = new URL(`http://${host}/mcp`);
        expect(hostname).toBe(dotted(parts));
        const { hostname: mapped } = new URL(`http://[::ffff:${dotted(parts)}]/`);
        expect(kindOfAddress(mapped.slice(1, -1))).toBe(kindOfAddress(hostname));
      }),
      { numRuns: 2_000 },
    );
  });
});

test("IPv6 outside the global ranges is public only when it contains a public IPv4 address", () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  const groups = fc.tuple(...([0, 1, 2, 3, 4, 5, 6, 7] as const).map(() => group));
  fc.assert(
    fc.property(groups, (all) => {
      const [first = 0] = all;
      fc.pre(first >> 13 !== 1);
      const address = all.map((each) => each.toString(16)).join(":");
      const isUniqueLocal = first >> 9 === 0xfc >> 1;
      expect(kindOfAddress(address)).toBe(isUniqueLocal ? "private" : "reserved");
    }),
  );
});

test("counts text that is no address as reserved", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!/^[\d.]+$|:/.test(text));
      expect(kindOfAddress(text)).toBe("reserved");
    }),
  );
  for (const text of ["", "%eth0", "localhost", "127.1", "0x7f.0.0.1", "[::1]", "::ffff:127.0.0.1.1"]) {
    expect(kindOfAddress(text), text).toBe("reserved");
  }
});
