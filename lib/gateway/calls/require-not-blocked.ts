import { policyBlocked } from "#lib/gateway/messages/policy-blocked";
import { addressPrefix } from "#lib/gateway/offer/resource-map";
import type { BlockedWorkspace } from "#lib/keys/access/apply-policies";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { hasWorkspacePrefix } from "#lib/upstreams/catalogue/tool-names";

/**
 * Checks a name or URI that no server offers, before it is called unknown.
 * @throws RpcError 403 when it belongs to a workspace whose policy blocks the key
 */
export function requireNotBlocked(name: string, access: KeyAccess): void {
  const blocked = blockedWorkspacesOf(name, access);
  if (blocked.length > 0) throw policyBlocked(blocked);
}

/**
 * The blocked workspaces that a name or URI may belong to: the workspace whose prefix it has, or all blocked workspaces
 * when the key reaches no other.
 */
export function blockedWorkspacesOf(name: string, { blocked, workspaces }: KeyAccess): readonly BlockedWorkspace[] {
  if (blocked.length === 0 || workspaces.length === 0) return blocked;
  return blocked.filter(({ slug }) => hasWorkspacePrefix(name, slug) || name.startsWith(addressPrefix(slug)));
}
