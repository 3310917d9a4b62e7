import type { KeyAccess } from "#lib/keys/access/authenticate";

/** Who owns a key: a person, or the only workspace of a service key. What all keys of one owner use together is counted under it. */
export function ownerOf({ userId, workspaces, keyId }: KeyAccess): string {
  return userId || workspaces[0]?.id || keyId;
}
