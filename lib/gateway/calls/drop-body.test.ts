import { expect, test, vi } from "vitest";
import { CallInProgress } from "#lib/gateway/calls/call-in-progress";
import { dropBody } from "#lib/gateway/calls/drop-body";
import { type JsonObject, META } from "#lib/mcp/protocol";
import { parseExact } from "#lib/text/exact-json";
import type { UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import { mcpRequest } from "#testing/clients/mcp-request";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

const large = "x".repeat(100_000);
const LONG = parseExact("12345678901234567890");

test.each<[string, JsonObject, JsonObject]>([
  ["a tool's name", { name: "write", arguments: { large } }, { name: "write" }],
  ["a resource's URI", { uri: "note://1", large }, { uri: "note://1" }],
  [
    "what a completion refers to",
    { ref: { type: "ref/prompt", name: "greet", large }, argument: { name: "to", value: large } },
    { ref: { type: "ref/prompt", name: "greet" } },
  ],
  ["the progress token", { name: "a", _meta: { progressToken: 7, large } }, { name: "a", _meta: { progressToken: 7 } }],
  [
    "a token of many digits",
    { name: "a", _meta: { progressToken: LONG, large } },
    { name: "a", _meta: { progressToken: LONG } },
  ],
  ["no large one", { name: "a", _meta: { progressToken: large } }, { name: "a", _meta: {} }],
])("keeps %s of a call whose server has the body", (_what, params, kept) => {
  const releaseBody = vi.fn();
  const modernMeta = { [META.protocolVersion]: "2026-07-28", progressToken: 7, large };
  const request = mcpRequest({ params, releaseBody, envelope: { era: "modern", meta: modernMeta, client: null } });
  const resolved = { upstream: upstreamSnapshot(), params, tool: null, asksFirst: false, uri: null };
  const call = new CallInProgress(request, "tools/call", resolved);
  const upstreamCall = { params, modernMeta } as unknown as UpstreamCall;
  dropBody(call, upstreamCall);
  for (const one of [request, call.resolved, upstreamCall]) expect(one.params).toEqual(kept);
  expect(upstreamCall.modernMeta).toEqual({ progressToken: 7 });
  expect(request.envelope).toEqual({ era: "modern", meta: { progressToken: 7 }, client: null });
  expect(releaseBody).toHaveBeenCalledOnce();
});
