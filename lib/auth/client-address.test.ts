import { afterEach, expect, test } from "vitest";
import { clientAddress, SOCKET_ADDRESS_HEADER } from "#lib/auth/client-address";
import { forget } from "#lib/process";
import { provideTestEnv } from "#testing/databases/use-database";

const headers = (forwardedFor?: string) => ({
  [SOCKET_ADDRESS_HEADER]: "10.0.0.1",
  ...(forwardedFor !== undefined && { "x-forwarded-for": forwardedFor }),
});

afterEach(() => forget("env"));

test("returns the address of the socket when no proxy is trusted", () => {
  provideTestEnv();
  expect(clientAddress(headers("192.0.2.1"))).toBe("10.0.0.1");
});

test.each([
  ["203.0.113.9, 192.0.2.1", "192.0.2.1"],
  ["192.0.2.1", "192.0.2.1"],
  [undefined, "10.0.0.1"],
  ["", "10.0.0.1"],
  ["192.0.2.1,", "10.0.0.1"],
])("reads %j behind a trusted proxy as %s", (forwardedFor, address) => {
  provideTestEnv({ TRUST_PROXY: "true" });
  expect(clientAddress(headers(forwardedFor))).toBe(address);
});
