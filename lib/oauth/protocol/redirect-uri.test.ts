import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRegistered, redirectTarget, redirectUriProblem } from "#lib/oauth/protocol/redirect-uri";

const ports = fc.integer({ min: 1, max: 65_535 });
const loopbackHosts = fc.constantFrom("127.0.0.1", "localhost", "[::1]");
const paths = fc.stringMatching(/^(\/[a-z0-9]{1,8}){0,3}\/?$/);
const queries = fc.stringMatching(/^(\?[a-z]{1,5}=[a-z0-9]{1,5})?$/);

describe("an address that an answer may go to", () => {
  test.each([
    "https://claude.ai/api/mcp/auth_callback",
    "https://vscode.dev/redirect",
    "http://localhost/callback",
    "http://127.0.0.1:33418/",
    "http://[::1]:8080/cb?x=1",
    "cursor://anysphere.cursor-retrieval/oauth/user-mcp/callback",
    "com.example.app:/oauth",
    "vscode://vscode.github-authentication/did-authenticate",
  ])("%s", (uri) => {
    expect(redirectUriProblem(uri)).toBeNull();
  });
});

describe("an address that no answer may go to", () => {
  test.each([
    ["javascript:alert(1)", "scheme"],
    ["JavaScript://x/%0aalert(1)", "scheme"],
    ["data:text/html,x", "scheme"],
    ["blob:https://example.com/x", "scheme"],
    ["file:///etc/passwd", "scheme"],
    ["view-source:https://example.com", "scheme"],
    ["http://example.com/cb", "http"],
    ["http://127.0.0.1.example.com/cb", "http"],
    ["http://localhost.example.com/cb", "http"],
    ["https://user@example.com/cb", "user name"],
    ["http://127.0.0.1:80@example.com/cb", "user name"],
    ["https://example.com/cb#fragment", "fragment"],
    ["https://example.com/cb#", "fragment"],
    ["https:example.com/cb", "host"],
    ["https:///example.com/cb", "host"],
    ["https://example.com\\@evil.example/", "characters"],
    ["https://example.com/a b", "characters"],
    ["https://example.com/\tcb", "characters"],
    ["https://exämple.com/cb", "characters"],
    ["/cb", "absolute"],
    ["", "characters"],
    ["cursor:", "scheme"],
    [`https://example.com/${"x".repeat(1_100)}`, "characters"],
  ])("%s", (uri, why) => {
    expect(redirectUriProblem(uri)).toContain(why);
  });
});

describe("an address that was asked for", () => {
  test("is good when it is exactly one that the client registered", () => {
    const uri = "https://example.com/cb?a=1";
    expect(isRegistered(uri, ["https://other.example/", uri])).toBe(true);
    for (const other of [
      `${uri}&b=2`,
      "https://example.com/cb",
      "https://example.com/cb/?a=1",
      "https://EXAMPLE.com/cb?a=1",
    ]) {
      expect(isRegistered(other, [uri])).toBe(false);
    }
  });

  test("may have any port on this machine, and nothing else that differs", () => {
    fc.assert(
      fc.property(loopbackHosts, paths, queries, fc.option(ports), ports, (host, path, query, registered, asked) => {
        const withPort = (port: number | null) => `http://${host}${port === null ? "" : `:${port}`}${path}${query}`;
        expect(isRegistered(withPort(asked), [withPort(registered)])).toBe(true);
        expect(isRegistered(`${withPort(asked)}x`, [withPort(registered)])).toBe(false);
      }),
    );
  });

  test("never goes from one name of this machine to another", () => {
    fc.assert(
      fc.property(loopbackHosts, loopbackHosts, paths, ports, (one, other, path, port) => {
        const isSame = isRegistered(`http://${one}:${port}${path}`, [`http://${other}${path}`]);
        expect(isSame).toBe(one === other);
      }),
    );
  });

  test("never gets another port anywhere else", () => {
    fc.assert(
      fc.property(ports, ports, (registered, asked) => {
        const of = (port: number) => `https://example.com:${port}/cb`;
        expect(isRegistered(of(asked), [of(registered)])).toBe(asked === registered);
        const app = (port: number) => `cursor://localhost:${port}/cb`;
        expect(isRegistered(app(asked), [app(registered)])).toBe(asked === registered);
      }),
    );
  });

  test("leads, for a browser, to a host that was registered, or to this machine", () => {
    const registered = ["https://example.com/cb", "http://localhost/cb", "cursor://x/cb"];
    const odd = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc
        .constantFrom(...registered)
        .chain((uri) =>
          fc
            .tuple(fc.nat(uri.length), fc.string({ maxLength: 5 }))
            .map(([at, text]) => uri.slice(0, at) + text + uri.slice(at)),
        ),
    );
    fc.assert(
      fc.property(odd, (asked) => {
        if (!isRegistered(asked, registered)) return;
        const { protocol, hostname, pathname } = new URL(asked);
        expect([
          ["https:", "example.com", "/cb"],
          ["http:", "localhost", "/cb"],
          ["cursor:", "x", "/cb"],
        ]).toContainEqual([protocol, hostname, pathname]);
      }),
    );
  });
});

test("names where an answer goes", () => {
  expect(redirectTarget("https://claude.ai/cb")).toEqual({ kind: "host", name: "claude.ai" });
  expect(redirectTarget("http://127.0.0.1:1234/cb")).toEqual({ kind: "device", name: "this device" });
  expect(redirectTarget("cursor://x/cb")).toEqual({ kind: "app", name: "cursor" });
});
