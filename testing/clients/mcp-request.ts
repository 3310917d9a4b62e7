import { beginObservation } from "#lib/gateway/observation/observation";
import type { McpRequest } from "#lib/gateway/request";
import { NOW } from "#testing/people/factories";

/** A call as the gateway has read it, by a key that may do nothing. */
export function mcpRequest(changes: Partial<McpRequest> = {}): McpRequest {
  const requester = changes.requester ?? { keyId: "key_1", userAgent: null, address: "192.0.2.1" };
  const access = {
    keyId: requester.keyId,
    userId: "usr_1",
    scopes: [],
    rights: new Set<never>(),
    workspaces: [],
    blocked: [],
    reach: "[]",
    expiresAtMs: null,
  };
  return {
    id: 1,
    method: "tools/call",
    params: {},
    envelope: { era: "legacy" },
    access,
    requester,
    paramHeaders: {},
    acceptsEvents: true,
    now: NOW,
    observation: beginObservation(NOW, null, "192.0.2.1"),
    clock: { now: () => NOW },
    rungBefore: 0,
    recheck: async () => access,
    leaveRoom: null,
    whenGone: () => () => {},
    ...changes,
  };
}
