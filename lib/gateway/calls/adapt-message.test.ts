import { describe, expect, test } from "vitest";
import { adaptMessage, isTransparent } from "#lib/gateway/calls/adapt-message";
import { CallInProgress } from "#lib/gateway/calls/call-in-progress";
import type { CallMethod, ResolvedCall } from "#lib/gateway/calls/resolve-call";
import type { Envelope } from "#lib/gateway/messages/envelope";
import { type Era, RPC_CODE } from "#lib/mcp/protocol";
import { mcpRequest } from "#testing/clients/mcp-request";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

type Call = { client: Era; server?: Era; method?: CallMethod; uri?: ResolvedCall["uri"] };

function callOf({ client, server = client, method = "tools/call", uri = null }: Call): CallInProgress {
  const envelope: Envelope = client === "modern" ? { era: "modern", meta: {}, client: null } : { era: "legacy" };
  const upstream = upstreamSnapshot({ era: server });
  return new CallInProgress(mcpRequest({ envelope }), method, {
    upstream,
    params: {},
    tool: null,
    asksFirst: false,
    uri,
  });
}

const result = (fields: Record<string, unknown>) => ({ jsonrpc: "2.0", id: 1, result: fields });
const changed = { asked: "latchkey://acme/notes/note://1", known: "note://1" };

describe("an answer passes unchanged", () => {
  test("between a client and a server of the same era", () => {
    expect(isTransparent(callOf({ client: "modern" }))).toBe(true);
    expect(isTransparent(callOf({ client: "legacy" }))).toBe(true);
    expect(isTransparent(callOf({ client: "legacy", server: "modern" }))).toBe(false);
  });

  test("unless its URI was changed, its state is wrapped, or a shared cache might keep it", () => {
    expect(isTransparent(callOf({ client: "legacy", method: "resources/read" }))).toBe(true);
    expect(isTransparent(callOf({ client: "legacy", method: "resources/read", uri: changed }))).toBe(false);
    expect(isTransparent(callOf({ client: "modern", method: "resources/read" }))).toBe(false);
    const asked = callOf({ client: "modern" });
    asked.wrapState = String;
    expect(isTransparent(asked)).toBe(false);
  });
});

test("puts back the URI that the client asked for, and changes no other", () => {
  const call = callOf({ client: "legacy", method: "resources/read", uri: changed });
  const contents = [{ uri: "note://1", text: "one" }, { uri: "note://2", text: "two" }, "odd"];
  expect(adaptMessage(result({ contents }), call)).toEqual(
    result({ contents: [{ uri: changed.asked, text: "one" }, { uri: "note://2", text: "two" }, "odd"] }),
  );
});

test("tells a client of the 2025 revisions that it is too old when the server needs an answer", () => {
  const call = callOf({ client: "legacy", server: "modern" });
  const tooOld = { code: RPC_CODE.internalError, message: expect.stringContaining("too old") };
  expect(adaptMessage(result({ resultType: "input_required" }), call)).toMatchObject({ id: 1, error: tooOld });
  const error = { code: RPC_CODE.missingCapability, message: "needs elicitation" };
  expect(adaptMessage({ jsonrpc: "2.0", id: 1, error }, call)).toMatchObject({ error: tooOld });
});

test("gives a client of the 2026 revision the codes and fields of its revision", () => {
  const call = callOf({ client: "modern", server: "legacy", method: "resources/read" });
  const error = { code: RPC_CODE.resourceNotFound, message: "not there" };
  expect(adaptMessage({ jsonrpc: "2.0", id: 1, error }, call)).toMatchObject({
    error: { code: RPC_CODE.invalidParams },
  });
  expect(adaptMessage(result({ contents: [], cacheScope: "public", ttlMs: 5 }), call)).toEqual(
    result({ resultType: "complete", contents: [], cacheScope: "private", ttlMs: 5 }),
  );
});

test("leaves out log messages that the client does not want", () => {
  const call = callOf({ client: "modern" });
  const message = { jsonrpc: "2.0", method: "notifications/message", params: { level: "info" } };
  expect(adaptMessage(message, call)).toBeNull();
  call.logFrom = "warning";
  expect(adaptMessage(message, call)).toBeNull();
  call.logFrom = "info";
  expect(adaptMessage(message, call)).toBe(message);
});
