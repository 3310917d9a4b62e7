import fc from "fast-check";
import { expect, test } from "vitest";
import { redirectInWords } from "#lib/upstreams/catalogue/redirect-words";

const URL_ASKED = "http://notes.example/mcp?token=s3cret";

test.each([
  [
    "https://notes.example/mcp?token=s3cret",
    "redirects from http to https (HTTP 301). Change its URL to https://notes.example/mcp.",
  ],
  [
    "https://notes.example:8443/",
    "redirects from http to https (HTTP 301). Change its URL to https://notes.example:8443/.",
  ],
  [
    "/mcp/",
    "redirects to the same URL with a slash at the end (HTTP 301). Change its URL to http://notes.example/mcp/.",
  ],
  [
    "http://notes.example/v2/mcp",
    "redirects to another path of the same server, http://notes.example/v2/mcp (HTTP 301).",
  ],
  ["/login?next=s3cret", "redirects to another path of the same server, http://notes.example/login (HTTP 301)."],
  ["/mcp?again", "redirects to its own URL again and again (HTTP 301)."],
  [
    "http://notes.example:8080/mcp",
    "redirects to another port of the same host, http://notes.example:8080/mcp (HTTP 301), to which no credentials are sent.",
  ],
  [
    "//other.example/mcp#s3cret",
    "redirects to another host, http://other.example/mcp (HTTP 301), to which no credentials are sent.",
  ],
  ["mailto:s3cret@notes.example", "redirects to another host, mailto: (HTTP 301), to which no credentials are sent."],
  ["http://[", "redirects to another address (HTTP 301), which is not followed."],
  [undefined, "redirects to another address (HTTP 301), which is not followed."],
])("a redirect to %s: it %s", (location, words) => {
  expect(redirectInWords(301, URL_ASKED, location)).toBe(words);
});

test("names a slash that is too much, and a step from https to http", () => {
  expect(redirectInWords(308, "https://notes.example/mcp/", "/mcp")).toBe(
    "redirects to the same URL without the slash at the end (HTTP 308). Change its URL to https://notes.example/mcp.",
  );
  expect(redirectInWords(302, "https://notes.example/mcp", "http://notes.example/mcp")).toBe(
    "redirects from https to http (HTTP 302), where no credentials are sent.",
  );
});

test("says something short without the query for any location", () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl(), fc.string(), fc.webPath({ size: "xlarge" })), (location) => {
      const words = redirectInWords(307, URL_ASKED, `${location}?token=s3cret`);
      expect(words).toMatch(/^redirects .+\.$/);
      expect(words).not.toContain("s3cret");
      expect(words.length).toBeLessThan(330);
    }),
  );
});
