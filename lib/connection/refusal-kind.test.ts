import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { presentedStart, refusalKind } from "#lib/connection/refusal-kind";
import { generateToken } from "#lib/secrets/token";

const ofToken = (token: string) => refusalKind({ authorization: `Bearer ${token}`, token });

describe("what was wrong with a credential", () => {
  test("none at all", () => {
    expect(refusalKind({ authorization: undefined, token: null })).toBe("no_credential");
    expect(refusalKind({ authorization: "  ", token: null })).toBe("no_credential");
  });

  test("the key without the word Bearer", () => {
    expect(refusalKind({ authorization: generateToken("mcp_"), token: null })).toBe("no_bearer");
  });

  test("a variable that was never filled in, or was empty", () => {
    for (const token of ["$LATCHKEY_KEY", `\${env:LATCHKEY_KEY}`, "<your-key>", "YOUR_KEY", "mcp_...", "{{key}}"]) {
      expect(ofToken(token)).toBe("placeholder");
    }
    expect(refusalKind({ authorization: "Bearer ", token: null })).toBe("placeholder");
  });

  test("something else altogether", () => {
    expect(ofToken("ghp-something")).toBe("malformed");
    expect(ofToken('"mcp_abc"')).toBe("malformed");
  });

  test("any beginning of a token is one that was cut short, and one with a changed character is malformed", () => {
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

describe("of what was sent is kept", () => {
  test("what lists show of every key, with or without the word before it", () => {
    const token = generateToken("mcp_");
    expect(presentedStart({ authorization: undefined, token })).toBe(token.slice(0, 9));
    expect(presentedStart({ authorization: token, token: null })).toBe(token.slice(0, 9));
    expect(presentedStart({ authorization: `Basic ${token}`, token: null })).toBe(token.slice(0, 9));
  });

  test("never more, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (token) => {
        const start = presentedStart({ authorization: undefined, token });
        expect(start === null || /^[a-z0-9]{2,16}_[0-9A-Za-z]{5}$/.test(start)).toBe(true);
      }),
    );
  });

  test("nothing of what is no key", () => {
    expect(presentedStart({ authorization: "Basic dXNlcjpwYXNz", token: null })).toBeNull();
  });
});
