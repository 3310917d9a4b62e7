import { makeOffer } from "#lib/gateway/offer/offer";
import { sightOf } from "#lib/gateway/preview/seen";
import { previewSavedKeyAccess } from "#lib/keys/policy/access-preview";

/**
 * How many tools a client with this key is shown now; none when the key has ended. Asks for no rights: for whoever was
 * shown the key before.
 */
export async function countTools(keyId: string, now: Date): Promise<number> {
  const access = await previewSavedKeyAccess(keyId, now);
  if (!access) return 0;
  return sightOf(access, await makeOffer(access), { workspaceId: null, toolsMax: 0 }).toolCount;
}
