import { isDocumentAddress } from "#lib/oauth/clients/document-address";
import { findClient } from "#lib/oauth/clients/find-client";
import type { PolicyClient } from "#lib/policy/dto";

/**
 * What policies see of a client that nobody may have connected yet. Nothing is fetched for it, because it serves a
 * preview: the consent itself reads the document.
 */
export async function policyClientOf(clientId: string): Promise<PolicyClient> {
  const known = await findClient(clientId);
  return { clientId, source: known?.source ?? (isDocumentAddress(clientId) ? "document" : "dynamic") };
}
