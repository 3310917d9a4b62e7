import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { foreignOrigin, foreignOriginRefusal, securePage } from "#lib/http/page-security";
import { provideTestEnv } from "#testing/databases/use-database";

const OWN = "https://keys.acme.com:8443";
const isForeign = (headers: IncomingHttpHeaders, method = "POST") => foreignOrigin({ method, headers }) !== null;

describe("a form of Latchkey's own page passes, whatever a proxy does to the host:", () => {
  test.each<[string, IncomingHttpHeaders]>([
    ["keeps it", { host: "keys.acme.com:8443" }],
    ["drops the port", { host: "keys.acme.com" }],
    ["writes its own", { host: "127.0.0.1:3000" }],
    ["sends none", {}],
    ["forwards it", { host: "latchkey", "x-forwarded-host": "keys.acme.com:8443" }],
    ["forwards it without the port", { host: "latchkey", "x-forwarded-host": "keys.acme.com" }],
    ["forwards a chain", { host: "latchkey", "x-forwarded-host": "keys.acme.com, edge.internal" }],
  ])("%s", (_name, headers) => {
    for (const TRUST_PROXY of ["true", "false"]) {
      provideTestEnv({ PUBLIC_URL: OWN, TRUST_PROXY });
      expect(isForeign({ ...headers, origin: OWN })).toBe(false);
    }
  });
});

describe("a form of another page is refused", () => {
  const HOSTS = ["keys.acme.com:8443", "keys.acme.com", "127.0.0.1:3000"];
  test.each([
    "https://evil.example",
    "https://keys.acme.com",
    "http://keys.acme.com",
    "http://keys.acme.com:8443",
    "https://keys.acme.com:8444",
    "https://keys.acme.com.evil.example:8443",
    "https://keys.acme.com:8443.evil.example",
    "https://keys.acme.com:8443@evil.example",
    "https://KEYS.acme.com:8443",
    "https://keys.acme.com:8443/",
    "https://keys.acme.com:8443, https://evil.example",
    "chrome-extension://abcdefgh",
    "null",
    "",
  ])("from %j", (origin) => {
    for (const TRUST_PROXY of ["true", "false"]) {
      provideTestEnv({ PUBLIC_URL: OWN, TRUST_PROXY });
      for (const host of HOSTS) {
        expect(isForeign({ host, origin }), host).toBe(true);
        expect(isForeign({ host, origin, "x-forwarded-host": OWN.slice("https://".length) }), host).toBe(true);
      }
    }
  });

  test("also when it forges the host that it names, unless a proxy is trusted, which then answers for the host", () => {
    provideTestEnv({ PUBLIC_URL: OWN });
    const forged = { host: "keys.acme.com:8443", origin: "https://evil.example", "x-forwarded-host": "evil.example" };
    expect(isForeign(forged)).toBe(true);
    expect(isForeign({ ...forged, "x-forwarded-host": "evil.example, keys.acme.com:8443" })).toBe(true);
    provideTestEnv({ PUBLIC_URL: OWN, TRUST_PROXY: "true" });
    expect(isForeign({ ...forged, "x-forwarded-host": "evil.example, keys.acme.com:8443" })).toBe(true);
  });

  test("also when the browser leaves the origin out and says that the page is of another site", () => {
    provideTestEnv({ PUBLIC_URL: OWN });
    for (const site of ["cross-site", "same-site"]) expect(isForeign({ "sec-fetch-site": site })).toBe(true);
    for (const site of ["same-origin", "none"]) expect(isForeign({ "sec-fetch-site": site })).toBe(false);
    expect(isForeign({})).toBe(false);
  });
});

test("pages at other hosts that Latchkey answers for have the host of the request", () => {
  provideTestEnv({ PUBLIC_URL: OWN, ALLOWED_HOSTS: "gateway.internal" });
  expect(isForeign({ host: "gateway.internal:3000", origin: "http://gateway.internal:3000" })).toBe(false);
  expect(isForeign({ host: "Gateway.internal:443", origin: "https://gateway.internal" })).toBe(false);
  expect(isForeign({ host: "gateway.internal:3000", origin: "http://gateway.internal:4000" })).toBe(true);
  provideTestEnv({ PUBLIC_URL: "http://localhost:3000" });
  expect(isForeign({ host: "127.0.0.1:3000", origin: "http://127.0.0.1:3000" })).toBe(false);
  expect(isForeign({ host: "[::1]:3000", origin: "http://[::1]:3000" })).toBe(false);
});

test("reading is not a form", () => {
  provideTestEnv({ PUBLIC_URL: OWN });
  for (const method of ["GET", "HEAD"]) expect(isForeign({ origin: "https://evil.example" }, method)).toBe(false);
});

test("an origin that is empty or missing has a name too, so that the refusal says whose form it was", () => {
  provideTestEnv({ PUBLIC_URL: OWN });
  for (const headers of [{ origin: "" }, { "sec-fetch-site": "cross-site" }]) {
    const origin = foreignOrigin({ method: "POST", headers }) ?? "";
    expect(foreignOriginRefusal(origin)).toMatch(/^Latchkey takes no forms from an unknown page: /);
  }
});

test("the refusal names both addresses, cut to a fixed length", () => {
  provideTestEnv({ PUBLIC_URL: OWN });
  expect(foreignOriginRefusal("https://keys.acme.com")).toBe(
    `Latchkey takes no forms from https://keys.acme.com: open ${OWN}, or set PUBLIC_URL to the address that people use.`,
  );
  expect(foreignOriginRefusal("e".repeat(5_000)).length).toBeLessThan(400);
});

test("Next.js sees the host that was judged, and never the headers of a proxy", () => {
  provideTestEnv({ PUBLIC_URL: OWN, TRUST_PROXY: "true" });
  const seen = (headers: IncomingHttpHeaders, method = "POST") => {
    const request = { method, headers: { ...headers } } as IncomingMessage;
    securePage(request, { setHeader: () => {} } as unknown as ServerResponse, false);
    return [request.headers["x-forwarded-host"], request.headers["x-forwarded-proto"]];
  };
  const proxied = { host: "latchkey", "x-forwarded-host": "keys.acme.com", "x-forwarded-proto": "https" };
  expect(seen({ ...proxied, origin: OWN })).toEqual(["keys.acme.com:8443", undefined]);
  expect(seen(proxied)).toEqual([undefined, undefined]);
  // Nobody judges the origin of a request that reads.
  for (const method of ["GET", "HEAD"]) {
    expect(seen({ ...proxied, origin: "https://evil.example" }, method)).toEqual([undefined, undefined]);
  }
});
