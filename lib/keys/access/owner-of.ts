import type { KeyAccess } from "#lib/keys/access/authenticate";

/** Service keys that reach nothing share one name, so many of them count as one owner. */
const NOBODY = "nobody";

/**
 * Names the owner of a key, so that all keys of one owner are counted together.
 * @returns the id of the person; for a service key the id of its workspace
 */
export function ownerOf({ userId, workspaces, blocked }: KeyAccess): string {
  // A service key reaches no workspace but the one that owns it.
  return userId || (workspaces[0] ?? blocked[0])?.id || NOBODY;
}
