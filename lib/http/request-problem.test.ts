import fc from "fast-check";
import { expect, test } from "vitest";
import { hostProblem, isPlainBody } from "#lib/http/request-problem";

test.each(["localhost", "localhost:3000", "keys.acme.com:", "192.0.2.7:80", "[::1]:3000", "my_host.internal"])(
  "%s is a host",
  (host) => {
    expect(hostProblem(["Host", host, "accept", "*/*"])).toBeNull();
  },
);

test.each([
  "",
  "ada@localhost",
  "local host",
  "localhost, evil.example",
  "localhost/",
  "localhost:3000:1",
  "localhost:http",
  "[::1",
  "::1",
  "http://localhost",
])("%j is refused as a host", (host) => {
  expect(hostProblem(["host", host])).toMatchObject({ status: 400 });
});

test("a repeated header is refused, whatever its case and value, and a missing one is left to others", () => {
  const name = fc.constantFrom("host", "Host", "HOST", "hOsT");
  fc.assert(
    fc.property(name, name, fc.constantFrom("localhost", "evil.example"), (one, other, value) => {
      expect(hostProblem([one, "localhost", "accept", "*/*", other, value])).toMatchObject({ status: 400 });
    }),
  );
  expect(hostProblem([])).toBeNull();
});

test("a body is plain without Content-Encoding, or with identity", () => {
  const isPlain = (encoding?: string) =>
    isPlainBody({ headers: encoding === undefined ? {} : { "content-encoding": encoding } });
  expect([undefined, "", "identity", " Identity "].map(isPlain)).toEqual([true, true, true, true]);
  expect(["gzip", "br", "identity, gzip", "x"].map(isPlain)).toEqual([false, false, false, false]);
});
