import { previewOffer } from "#lib/gateway/offer/offer";
import { sightOf } from "#lib/gateway/preview/seen";
import { previewSavedKeyAccess } from "#lib/keys/policy/access-preview";

/**
 * Counts the tools that a client with this key sees now; 0 when the key has ended. It checks no rights of a caller, so
 * call it only for somebody who may see the key.
 */
export async function countTools(keyId: string, now: Date): Promise<number> {
  const access = await previewSavedKeyAccess(keyId, now);
  if (!access) return 0;
  return sightOf(access, await previewOffer(access), { workspaceId: null, toolsMax: 0 }).toolCount;
}
