import fc from "fast-check";
import { expect, test } from "vitest";
import { isNetwork, isWithin } from "#lib/policy/networks";
import { normalNetwork } from "#lib/policy/normal-network";

test.each(["10.0.0.0/8", "192.0.2.1", "192.0.2.1/32", "2001:db8::/32", "::1", "0.0.0.0/0"])(
  "accepts %s as a network",
  (text) => {
    expect(isNetwork(text)).toBe(true);
  },
);

test.each([
  "",
  "10.0.0.0/33",
  "10.0.0.0/",
  "10.0.0/8",
  "10.0.0.0/8/8",
  "2001:db8::/129",
  "fe80::1%eth0",
  "acme.com",
  "10.0.0.0/-1",
])("refuses %j as a network", (text) => {
  expect(isNetwork(text)).toBe(false);
});

test("an address without a prefix holds itself alone", () => {
  expect(isWithin("192.0.2.1", ["192.0.2.1"])).toBe(true);
  expect(isWithin("192.0.2.2", ["192.0.2.1"])).toBe(false);
});

test("tells lists apart, and finds no IPv6 address in an IPv4 network", () => {
  expect(isWithin("10.1.2.3", ["10.0.0.0/8"])).toBe(true);
  expect(isWithin("10.1.2.3", ["11.0.0.0/8"])).toBe(false);
  expect(isWithin("::1", ["0.0.0.0/0"])).toBe(false);
});

test.each([
  ["fe80::1%eth0", "fe80::/10"],
  ["[fe80::1%25en0]:4711", "fe80::/10"],
  ["::ffff:192.0.2.1", "192.0.2.0/24"],
  ["::ffff:192.0.2.1%eth0", "192.0.2.0/24"],
  ["::ffff:c000:201", "192.0.2.0/24"],
])("the address %s lies in %s, whatever its zone and form", (address, network) => {
  expect(isWithin(address, [network])).toBe(true);
  expect(isWithin(address, ["203.0.113.0/24", "2001:db8::/32"])).toBe(false);
});

test("no address that a client or a proxy may send is a defect", () => {
  const part = fc.constantFrom("fe80::1", "::ffff:", "10.0.0.1", "%eth0", "%", "[", "]", ":80", "::", "x", ",", "");
  const address = fc.oneof(
    fc.string(),
    fc.array(part, { maxLength: 5 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(address, (text) => {
      expect(typeof isWithin(text, ["10.0.0.0/8", "fe80::/10"])).toBe("boolean");
    }),
  );
});

test.each([
  ["10.1.2.3/8", "10.0.0.0/8"],
  ["192.0.2.1/32", "192.0.2.1"],
  ["192.0.2.1", "192.0.2.1"],
  ["192.0.2.129/25", "192.0.2.128/25"],
  ["0.0.0.0/0", "0.0.0.0/0"],
  ["10.0.0.0/08", "10.0.0.0/8"],
  ["2001:DB8:0:0::1/32", "2001:db8::/32"],
  ["2001:db8::1/128", "2001:db8::1"],
  ["::/0", "::/0"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["::ffff:10.1.2.3/104", "10.0.0.0/8"],
  ["64:ff9b::192.0.2.1", "64:ff9b::c000:201"],
])("normalizes %s to %s", (text, normal) => {
  expect(normalNetwork(text)).toBe(normal);
});

const networks = fc.oneof(
  fc.tuple(fc.ipV4(), fc.option(fc.integer({ min: 0, max: 32 }))),
  fc.tuple(fc.ipV6(), fc.option(fc.integer({ min: 0, max: 128 }))),
);

test("a normalized network is a network, stays as it is, and holds the same addresses", () => {
  fc.assert(
    fc.property(networks, fc.oneof(fc.ipV4(), fc.ipV6()), ([ip, prefix], address) => {
      const text = prefix === null ? ip : `${ip}/${prefix}`;
      const normal = normalNetwork(text);
      expect(isNetwork(normal)).toBe(true);
      expect(normalNetwork(normal)).toBe(normal);
      expect(isWithin(ip, [normal])).toBe(true);
      expect(isWithin(address, [normal])).toBe(isWithin(address, [text]));
    }),
  );
});
