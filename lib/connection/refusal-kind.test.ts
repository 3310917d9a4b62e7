import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { presentedStart, refusalKind, startOfToken } from "#lib/connection/refusal-kind";
import { generateToken } from "#lib/secrets/token";

const ofToken = (token: string) => refusalKind({ authorization: `Bearer ${token}`, token });

describe("the problem of a credential", () => {
  test("is no_credential when there is none", () => {
    expect(refusalKind({ authorization: undefined, token: null })).toBe("no_credential");
    expect(refusalKind({ authorization: "  ", token: null })).toBe("no_credential");
  });

  test("is no_bearer for a token without the word Bearer", () => {
    expect(refusalKind({ authorization: generateToken("mcp_"), token: null })).toBe("no_bearer");
  });

  test("is placeholder for a variable without a value, or an empty one", () => {
    for (const token of ["$LATCHKEY_KEY", `\${env:LATCHKEY_KEY}`, "<your-key>", "YOUR_KEY", "mcp_...", "{{key}}"]) {
      expect(ofToken(token)).toBe("placeholder");
    }
    expect(refusalKind({ authorization: "Bearer ", token: null })).toBe("placeholder");
  });

  test("is malformed for anything else", () => {
    expect(ofToken("ghp-something")).toBe("malformed");
    expect(ofToken('"mcp_abc"')).toBe("malformed");
    expect(ofToken("ghp_something-else")).toBe("malformed");
    expect(ofToken(`${generateToken("mcp_")}a`)).toBe("malformed");
  });

  test("is cut_short for any beginning of a token, and malformed for a changed character", () => {
    const token = generateToken("mcp_");
    fc.assert(
      fc.property(fc.integer({ min: 4, max: token.length - 1 }), (length) => {
        expect(ofToken(token.slice(0, length))).toBe("cut_short");
      }),
    );
    const changed = token.slice(0, -1) + (token.endsWith("a") ? "b" : "a");
    expect(ofToken(changed)).toBe("malformed");
  });
});

describe("the start of a sent token", () => {
  test("is the start that lists show, with and without a scheme before the token", () => {
    const token = generateToken("mcp_");
    expect(presentedStart({ authorization: undefined, token })).toBe(token.slice(0, 9));
    expect(presentedStart({ authorization: token, token: null })).toBe(token.slice(0, 9));
    expect(presentedStart({ authorization: `Basic ${token}`, token: null })).toBe(token.slice(0, 9));
    expect(presentedStart({ authorization: undefined, token: `"${token}"` })).toBe(token.slice(0, 9));
    expect(startOfToken(`/mcp?key=${token}`)).toBe(token.slice(0, 9));
  });

  test("is never more than that, for any text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (token) => {
        const start = presentedStart({ authorization: undefined, token });
        expect(start === null || /^[a-z0-9]{2,16}_[0-9A-Za-z]{5}$/.test(start)).toBe(true);
      }),
    );
  });

  test("is null for a text that is not a token", () => {
    expect(presentedStart({ authorization: "Basic dXNlcjpwYXNz", token: null })).toBeNull();
  });
});
