import { expect, test } from "vitest";
import { isNetwork, isWithin } from "#lib/policy/networks";

test.each(["10.0.0.0/8", "192.0.2.1", "192.0.2.1/32", "2001:db8::/32", "::1", "0.0.0.0/0"])(
  "%s is a network",
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
])("%j is none", (text) => {
  expect(isNetwork(text)).toBe(false);
});

test("an address without a prefix is itself alone", () => {
  expect(isWithin("192.0.2.1", ["192.0.2.1"])).toBe(true);
  expect(isWithin("192.0.2.2", ["192.0.2.1"])).toBe(false);
});

test("lists are told apart, and an IPv4 network holds no IPv6 address", () => {
  expect(isWithin("10.1.2.3", ["10.0.0.0/8"])).toBe(true);
  expect(isWithin("10.1.2.3", ["11.0.0.0/8"])).toBe(false);
  expect(isWithin("::1", ["0.0.0.0/0"])).toBe(false);
});
