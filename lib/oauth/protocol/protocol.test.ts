import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rightsOf, SCOPES } from "#lib/keys/access/scopes";
import { OAuthError } from "#lib/oauth/protocol/oauth-error";
import { answersChallenge, isChallenge } from "#lib/oauth/protocol/pkce";
import { requireOwnResource } from "#lib/oauth/protocol/resource";
import { wantedScopes } from "#lib/oauth/protocol/wanted-scopes";

describe("the scopes that a client asks for", () => {
  test("are those that Latchkey knows, and reading when it knows none", () => {
    expect(wantedScopes("openid mcp:full offline_access")).toEqual(["mcp:full"]);
    for (const text of [undefined, "", " ", "openid profile", "MCP:FULL", "mcp:full,mcp:read"]) {
      expect(wantedScopes(text)).toEqual(["mcp:read"]);
    }
  });

  test("grant all that their names grant, without a scope that says nothing more", () => {
    fc.assert(
      fc.property(fc.subarray([...SCOPES], { minLength: 1 }), fc.boolean(), (named, isTwice) => {
        const wanted = wantedScopes([...named, ...(isTwice ? named : [])].join(" "));
        expect(rightsOf(wanted)).toEqual(rightsOf(named));
        for (const scope of wanted) {
          expect(rightsOf(wanted.filter((other) => other !== scope))).not.toEqual(rightsOf(wanted));
        }
      }),
    );
  });
});

describe("the resource that a client names", () => {
  const own = "https://keys.acme.com";

  test.each([
    [[]],
    [[own]],
    [[`${own}/`]],
    [[`${own}/mcp`]],
    [[`${own}/mcp/`]],
    [["HTTPS://Keys.Acme.com/mcp"]],
    [[`${own}/mcp`, own]],
  ])("%j is this installation", (resources) => {
    expect(() => requireOwnResource(resources, own)).not.toThrow();
  });

  test.each([
    [["https://other.example/mcp"]],
    [[`${own}/mcp`, "https://other.example"]],
    [[`${own}/mcp//`]],
    [[`${own}:8443`]],
    [["keys.acme.com"]],
    [[""]],
    [[`${own}/mcp?x`]],
  ])("%j is another one", (resources) => {
    expect(() => requireOwnResource(resources, own)).toThrow(OAuthError);
  });
});

describe("a verifier", () => {
  const verifiers = fc.stringMatching(/^[A-Za-z0-9._~-]{43,128}$/);

  test("answers its own challenge alone", () => {
    fc.assert(
      fc.property(verifiers, verifiers, (verifier, other) => {
        const challenge = hash("sha256", verifier, "base64url");
        expect(isChallenge(challenge)).toBe(true);
        expect(answersChallenge(verifier, challenge)).toBe(true);
        expect(answersChallenge(other, challenge)).toBe(other === verifier);
      }),
    );
  });

  test.each(["", "x".repeat(42), "x".repeat(129), `${"x".repeat(43)} `, "ä".repeat(43)])("%j is none", (verifier) => {
    expect(answersChallenge(verifier, hash("sha256", verifier, "base64url"))).toBe(false);
  });
});
