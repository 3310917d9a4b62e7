import { IMPLEMENTATION, isObject, type JsonObject, META, MODERN_VERSION } from "#lib/mcp/protocol";

/**
 * `_meta` of what Latchkey asks servers of the 2026 revision for itself, or for a client of the 2025 revisions, which says
 * nothing of it: Latchkey speaks for it, and can be asked nothing in return.
 * @param meta what the client gave, if anything
 */
export function latchkeyMeta(meta?: unknown): JsonObject {
  return {
    ...(isObject(meta) ? meta : {}),
    [META.protocolVersion]: MODERN_VERSION,
    [META.clientInfo]: IMPLEMENTATION,
    [META.clientCapabilities]: {},
  };
}
