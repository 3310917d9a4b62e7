import { expect, test } from "vitest";
import { resolveCall } from "#lib/gateway/calls/resolve-call";
import { requireStillAllowed } from "#lib/gateway/calls/still-allowed";
import { buildOffer, type Offer } from "#lib/gateway/offer/offer";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { rightsOf } from "#lib/keys/access/scopes";
import type { JsonObject } from "#lib/mcp/protocol";
import type { UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

function accessWith(scope: string): KeyAccess {
  return {
    keyId: "key_1",
    userId: "usr_1",
    isApp: false,
    scopes: [scope],
    rights: rightsOf([scope]),
    workspaces: [],
    blocked: [],
    reach: "",
    expiresAtMs: null,
  };
}

const notes: Partial<UpstreamSnapshot> = {
  id: "ups_notes",
  name: "Notes",
  slug: "notes",
  tools: [{ name: "list", annotations: { readOnlyHint: true } }],
  prompts: [{ name: "sum" }],
  resources: [{ uri: "note://one", name: "one" }],
  resourceTemplates: [{ uriTemplate: "note://{day}", name: "day" }],
};

/** An offer of these servers, of a key that reaches so many workspaces. */
function offerOf(upstreams: Partial<UpstreamSnapshot>[], workspaceCount = 1): Offer {
  const reached = upstreams.map((one) => ({
    workspace: "acme",
    confirmDestructive: true,
    upstream: upstreamSnapshot(one),
  }));
  return buildOffer(reached, { workspaces: workspaceCount, servers: reached.length });
}

const CALLS: [UpstreamCall["method"], JsonObject][] = [
  ["tools/call", { name: "notes__list" }],
  ["prompts/get", { name: "notes__sum" }],
  ["resources/read", { uri: "note://one" }],
  ["resources/read", { uri: "note://monday" }],
  ["completion/complete", { ref: { type: "ref/prompt", name: "notes__sum" } }],
  ["completion/complete", { ref: { type: "ref/resource", uri: "note://{day}" } }],
];

function judge(method: UpstreamCall["method"], params: JsonObject, now: { offer: Offer; scope?: string }): string {
  const before = resolveCall(method, params, accessWith("mcp:read"), offerOf([notes]));
  try {
    requireStillAllowed(method, before, accessWith(now.scope ?? "mcp:read"), now.offer);
    return "allowed";
  } catch (error) {
    return String((error as { data?: JsonObject }).data?.errorType);
  }
}

test.each(CALLS)("%s %o goes on while its server and its right stay, also when names change", (method, params) => {
  expect(judge(method, params, { offer: offerOf([notes]) })).toBe("allowed");
  expect(judge(method, params, { offer: offerOf([notes], 2) })).toBe("allowed");
  expect(judge(method, params, { offer: offerOf([{ ...notes, slug: "renamed" }]) })).toBe("allowed");
  const twin = { ...notes, id: "ups_twin", slug: "aaa" };
  expect(judge(method, params, { offer: offerOf([twin, notes]) })).toBe("allowed");
});

test.each(CALLS)("%s %o ends with its server, also when another server has taken its name", (method, params) => {
  expect(judge(method, params, { offer: offerOf([]) })).toBe("NOT_REACHED");
  expect(judge(method, params, { offer: offerOf([{ ...notes, id: "ups_other" }]) })).toBe("NOT_REACHED");
});

test.each(CALLS)("%s %o ends when the key loses the right to it", (method, params) => {
  expect(judge(method, params, { offer: offerOf([notes]), scope: "mcp:tools:list" })).toBe("INSUFFICIENT_SCOPE");
});

test("the call of a tool ends when the tool is blocked", () => {
  const rules = new Map([["list", "blocked" as const]]);
  const offer = offerOf([{ ...notes, rules }]);
  expect(judge("tools/call", { name: "notes__list" }, { offer })).toBe("TOOL_BLOCKED");
});
