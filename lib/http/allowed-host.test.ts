import { describe, expect, test } from "vitest";
import { hostRefusal, isAllowedHost } from "#lib/http/allowed-host";
import { provideTestEnv } from "#testing/databases/use-database";

const PUBLIC = { PUBLIC_URL: "https://keys.acme.com", HOST: "0.0.0.0" };
const allowed = (host?: string, forwarded?: string) => isAllowedHost({ host, "x-forwarded-host": forwarded });

test("accepts the public name on any port, in upper and lower case", () => {
  provideTestEnv(PUBLIC);
  for (const host of ["keys.acme.com", "keys.acme.com:443", "KEYS.acme.com:8443"]) expect(allowed(host)).toBe(true);
  const foreign = [
    "evil.example",
    "keys.acme.com.evil.example",
    "evil.example:443",
    "acme.com",
    "localhost",
    "127.0.0.1",
  ];
  for (const host of [...foreign, "", "keys.acme.com@evil.example", "[::1]:443", ":443", undefined]) {
    expect(allowed(host), host).toBe(false);
  }
});

test("accepts every loopback name when Latchkey listens only on this machine", () => {
  provideTestEnv({ PUBLIC_URL: "https://keys.acme.com" });
  for (const host of ["localhost:3000", "127.0.0.1:3000", "127.9.9.9", "[::1]:3000", "app.localhost:3000"]) {
    expect(allowed(host), host).toBe(true);
  }
  // The request of a page whose name resolves to 127.0.0.1.
  for (const host of ["evil.example:3000", "localhost.evil.example", "127.0.0.1.evil.example", "[::2]:3000"]) {
    expect(allowed(host), host).toBe(false);
  }
  for (const HOST of ["::1", "localhost"]) {
    provideTestEnv({ ...PUBLIC, HOST });
    expect(allowed("localhost:3000"), HOST).toBe(true);
  }
  provideTestEnv({ PUBLIC_URL: "http://localhost:3000", HOST: "0.0.0.0" });
  expect(allowed("127.0.0.1:3000")).toBe(true);
});

test("accepts the names in ALLOWED_HOSTS", () => {
  provideTestEnv({ ...PUBLIC, ALLOWED_HOSTS: "Gateway.internal,10.0.0.5,[fd00::5]" });
  for (const host of ["gateway.internal:3000", "10.0.0.5:3000", "[fd00::5]:3000", "[fd00::5]"]) {
    expect(allowed(host), host).toBe(true);
  }
  expect(allowed("10.0.0.6")).toBe(false);
});

describe("X-Forwarded-Host", () => {
  test("is ignored unless a proxy is trusted", () => {
    provideTestEnv(PUBLIC);
    expect(allowed("gateway.internal", "keys.acme.com")).toBe(false);
    expect(allowed("keys.acme.com", "evil.example")).toBe(true);
  });

  test("replaces the host behind a trusted proxy, with the value of the last hop", () => {
    provideTestEnv({ ...PUBLIC, TRUST_PROXY: "true" });
    expect(allowed("gateway.internal", "keys.acme.com")).toBe(true);
    expect(allowed("keys.acme.com", "evil.example")).toBe(false);
    expect(allowed("gateway.internal", "keys.acme.com, evil.example")).toBe(false);
    expect(allowed("gateway.internal", "evil.example, keys.acme.com")).toBe(true);
    expect(allowed("keys.acme.com", "")).toBe(true);
  });
});

test("names the host in the refusal, cut to a fixed length", () => {
  expect(hostRefusal({ host: "evil.example" })).toMatch(/the host evil\.example: .*ALLOWED_HOSTS/);
  expect(hostRefusal({ host: "e".repeat(5_000) }).length).toBeLessThan(400);
});
