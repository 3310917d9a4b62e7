import { IMPLEMENTATION, isObject, type JsonObject, META, MODERN_VERSION } from "#lib/mcp/protocol";

/**
 * Makes the `_meta` of a request that Latchkey sends to a server of the 2026 revision under its own name: for itself,
 * or for a client of the 2025 revisions, which sends no such `_meta`. The capabilities are empty, so the server asks
 * nothing.
 * @param meta the client's own `_meta`, if it sent one
 */
export function latchkeyMeta(meta?: unknown): JsonObject {
  return {
    ...(isObject(meta) ? meta : {}),
    [META.protocolVersion]: MODERN_VERSION,
    [META.clientInfo]: IMPLEMENTATION,
    [META.clientCapabilities]: {},
  };
}
