import fc from "fast-check";
import { expect, test } from "vitest";
import { CLIENT_ID_MAX } from "#lib/oauth/clients/client";
import { readRegisteredId, registeredId } from "#lib/oauth/clients/registered-id";
import { clientMetadataSchema } from "#lib/oauth/clients/registration-schema";
import { OAuthError } from "#lib/oauth/protocol/oauth-error";

const metadata = fc.record({
  name: fc.string({ minLength: 1, maxLength: 80, unit: "grapheme" }),
  clientUri: fc.option(fc.constant("https://example.com/")),
  redirectUris: fc.array(fc.webUrl(), { minLength: 1, maxLength: 10 }),
});

test("an id holds what the client said, and is different each time", () => {
  fc.assert(
    fc.property(metadata, (said) => {
      const [one, other] = [registeredId(said), registeredId(said)];
      expect(readRegisteredId(one)).toEqual(said);
      expect(one).not.toBe(other);
      expect(one).toMatch(/^[\w.-]+$/);
    }),
  );
});

test("an id with one character changed, added or left out is nobody's", () => {
  const id = registeredId({ name: "Client", clientUri: null, redirectUris: ["https://example.com/cb"] });
  fc.assert(
    fc.property(fc.nat(id.length - 1), fc.constantFrom("A", "b", "_", "."), (at, character) => {
      const [before, after] = [id.slice(0, at), id.slice(at + 1)];
      for (const changed of [before + character + after, before + after, before + character + id.slice(at)]) {
        if (changed !== id) expect(readRegisteredId(changed)).toBeNull();
      }
    }),
  );
});

test("a description that is too long is refused, however well it can be packed", () => {
  const redirectUris = Array.from({ length: 10 }, (_, index) => `https://example.com/${index}${"x".repeat(1_000)}`);
  expect(() => registeredId({ name: "Client", clientUri: null, redirectUris })).toThrow(OAuthError);
  expect(readRegisteredId(`lkc_${"x".repeat(CLIENT_ID_MAX)}`)).toBeNull();
});

test("members that Latchkey does not use are ignored, and a name is made to fit", () => {
  const read = (said: object) => clientMetadataSchema.parse({ redirect_uris: ["https://example.com/cb"], ...said });
  expect(read({ client_name: "  Claude\u202e\nCode ", logo_uri: 7, scope: ["x"] })).toEqual({
    name: "Claude Code",
    clientUri: null,
    redirectUris: ["https://example.com/cb"],
  });
  for (const client_name of [undefined, null, 7, "", " \u200b "])
    expect(read({ client_name }).name).toBe("Unnamed client");
  expect(read({ client_uri: "https://example.com/about" }).clientUri).toBe("https://example.com/about");
  for (const client_uri of ["javascript:x", "http://x.example", "https://u:p@x.example", 7, null]) {
    expect(read({ client_uri }).clientUri).toBeNull();
  }
});

test.each([
  [undefined],
  [[]],
  ["https://example.com/cb"],
  [["https://example.com/cb", "javascript:alert(1)"]],
  [[7]],
  [Array.from({ length: 11 }, (_, index) => `https://example.com/${index}`)],
])("redirect_uris of the form %j are refused", (redirect_uris) => {
  expect(clientMetadataSchema.safeParse({ redirect_uris }).success).toBe(false);
});
