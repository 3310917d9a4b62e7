import fc from "fast-check";
import { expect, test } from "vitest";
import { AnswerTooLargeError, nameFailure, statusFailure, UpstreamError } from "#lib/upstreams/catalogue/failure";

const target = { name: "Notes", url: "https://notes.example:8443/mcp?token=s3cret" };

/** An error of `fetch`: the cause has the code of the socket. */
function wrapped(code: string): Error {
  return new TypeError("fetch failed", { cause: Object.assign(new Error("from the socket"), { code }) });
}

test.each([
  ["ENOTFOUND", "UNRESOLVED"],
  ["EAI_AGAIN", "UNRESOLVED"],
  ["ECONNREFUSED", "REFUSED"],
  ["EHOSTUNREACH", "REFUSED"],
  ["ENETUNREACH", "REFUSED"],
  ["CERT_HAS_EXPIRED", "TLS"],
  ["CERT_NOT_YET_VALID", "TLS"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "TLS"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "TLS"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "TLS"],
  ["UND_ERR_CONNECT_TIMEOUT", "TIMED_OUT"],
  ["UND_ERR_HEADERS_TIMEOUT", "TIMED_OUT"],
  ["ETIMEDOUT", "TIMED_OUT"],
  ["ECONNRESET", "DISCONNECTED"],
  ["UND_ERR_SOCKET", "DISCONNECTED"],
  ["NAME_NOT_PUBLIC", "UNRESOLVED"],
  ["ADDRESS_PRIVATE", "ADDRESS_PRIVATE"],
  ["ADDRESS_RESERVED", "ADDRESS_RESERVED"],
])("names %s as %s", (code, expected) => {
  expect(nameFailure(wrapped(code), target).code).toBe(expected);
});

test("says for which name a certificate should be made out", () => {
  const { message } = nameFailure(wrapped("ERR_TLS_CERT_ALTNAME_INVALID"), target);
  expect(message).toBe("“Notes” cannot be trusted: its certificate is not made out to notes.example.");
});

test("names the failure of the first of several addresses", () => {
  const both = ["::1", "127.0.0.1"].map((address) => Object.assign(new Error(address), { code: "ECONNREFUSED" }));
  expect(nameFailure(new TypeError("fetch failed", { cause: new AggregateError(both) }), target).code).toBe("REFUSED");
});

test("keeps a failure that is already named", () => {
  const named = { code: "TLS", message: "“Notes” has been named before." } as const;
  expect(nameFailure(new UpstreamError(named), target)).toEqual({ ...named, said: null });
});

test("recognises an answer that is too large", () => {
  expect(nameFailure(new AnswerTooLargeError("9 MB"), target).message).toContain("too large");
});

test("ends for errors that wrap each other in a circle", () => {
  const error = new Error("around");
  error.cause = error;
  expect(nameFailure(error, target).code).toBe("NOT_MCP");
});

test("names the server, and repeats neither the error nor the query of the URL, for any thrown value", () => {
  const thrown = fc.oneof(
    fc.anything(),
    fc.record({ message: fc.constant("s3cret"), code: fc.constantFrom("ENOTFOUND", "EPROTO", "ECONNRESET", "s3cret") }),
  );
  fc.assert(
    fc.property(thrown, (error) => {
      const { message } = nameFailure(error, target);
      expect(message).toMatch(/^“Notes” .+\.$/);
      expect(message).not.toContain("s3cret");
    }),
  );
});

test.each([
  [300, "HTTP_ERROR"],
  [399, "HTTP_ERROR"],
  [401, "UNAUTHORIZED"],
  [410, "NOT_MCP"],
])("names an answer with the status %i as %s", (status, code) => {
  const [named, rest] = statusFailure({ status, url: target.url });
  expect(named).toBe(code);
  expect(rest).toContain(`HTTP ${status}`);
});
