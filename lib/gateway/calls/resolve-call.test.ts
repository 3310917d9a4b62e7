import { expect, test } from "vitest";
import { resolveCall } from "#lib/gateway/calls/resolve-call";
import type { Offer } from "#lib/gateway/offer/offer";
import type { Right } from "#lib/keys/access/scopes";
import { makeRequester } from "#testing/clients/mcp-request";

const long = "x".repeat(16 * 1024 + 1);

test.each([
  ["tools/call", { name: long }],
  ["prompts/get", { name: long }],
  ["resources/read", { uri: `note://${long}` }],
  ["completion/complete", { ref: { type: "ref/prompt", name: long } }],
  ["completion/complete", { ref: { type: "ref/resource", uri: long } }],
] as const)("%s names nothing longer than what may be kept until the answer", (method, params) => {
  const rights = new Set<Right>(["tools:call", "prompts:read", "resources:read"]);
  const access = { ...makeRequester().access, rights };
  expect(() => resolveCall(method, params, access, {} as Offer)).toThrow(/must have at most 16384 characters/);
});
