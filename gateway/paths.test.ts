import { expect, test } from "vitest";
import { isAnswerable, isGatewayPath, isSharedPath } from "#gateway/paths";

test.each([
  "/",
  "/mcp",
  "/w/acme?search=%ff",
  "/w/%C3%A4",
  "/w/%00",
  "/.well-known/x",
  "/w/...",
  "/w/a..b/.c",
  "/w/x?next=/../y\\z",
])("%s can be answered", (target) => {
  expect(isAnswerable(target)).toBe(true);
});

test.each([
  undefined,
  "",
  "*",
  "http://evil.example/w/acme",
  "evil.example:443",
  "/w/%ff",
  "/w/%",
  "/api/../setup",
  "/api/%2e%2E/setup",
  "/api/.%2e/setup",
  "/api/auth/../../setup?x",
  "/mcp/.",
  "/..",
  "/api\\..\\setup",
  "/api/..#x",
])("%s cannot be answered", (target) => {
  expect(isAnswerable(target)).toBe(false);
});

test.each(["/api/health", "/api/ready", "/metrics", "/docs/api", "/docs/api/scalar.js", "/api/v1/openapi.json"])(
  "%s is answered in every role",
  (path) => {
    expect(isSharedPath(path)).toBe(true);
    expect(isGatewayPath(path)).toBe(true);
  },
);
