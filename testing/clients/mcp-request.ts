import { beginObservation } from "#lib/gateway/observation/observation";
import type { McpRequest } from "#lib/gateway/request/mcp-request";
import type { Requester } from "#lib/gateway/request/requester";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { NOW } from "#testing/people/factories";

/** A client that uses a key without any rights. */
export function makeRequester(keyId = "key_1", changes: Partial<Requester> = {}): Requester {
  const access: KeyAccess = {
    keyId,
    userId: "usr_1",
    isApp: false,
    scopes: [],
    rights: new Set<never>(),
    workspaces: [],
    blocked: [],
    reach: "[]",
    expiresAtMs: null,
  };
  return {
    access,
    userAgent: null,
    address: "192.0.2.1",
    clock: { now: () => NOW },
    rungBefore: 0,
    recheck: async () => access,
    ...changes,
  };
}

/** A call as the gateway has read it, by a key without any rights. */
export function mcpRequest(changes: Partial<McpRequest> = {}): McpRequest {
  return {
    id: 1,
    method: "tools/call",
    params: {},
    envelope: { era: "legacy" },
    requester: makeRequester(),
    paramHeaders: {},
    acceptsEvents: true,
    now: NOW,
    observation: beginObservation(NOW, null, "192.0.2.1"),
    releaseBody: null,
    whenGone: () => () => {},
    ...changes,
  };
}
