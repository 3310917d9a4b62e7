import { policyBlocked } from "#lib/gateway/messages/policy-blocked";
import { addressPrefix } from "#lib/gateway/offer/resource-map";
import type { BlockedWorkspace } from "#lib/keys/access/apply-policies";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { workspacePrefix } from "#lib/upstreams/catalogue/tool-names";

/**
 * To be asked for a name or URI under which nothing is offered, before it is called unknown.
 * @throws RpcError 403 when it belongs to a workspace whose policy keeps the key out
 */
export function requireLetIn(named: string, access: KeyAccess): void {
  const blocked = blockedFor(named, access);
  if (blocked.length > 0) throw policyBlocked(blocked);
}

/**
 * The blocked workspaces that a name or URI may belong to: the one that it begins with, or all where the key reaches
 * nothing else.
 */
export function blockedFor(named: string, { blocked, workspaces }: KeyAccess): readonly BlockedWorkspace[] {
  if (blocked.length === 0 || workspaces.length === 0) return blocked;
  return blocked.filter(({ slug }) => named.startsWith(workspacePrefix(slug)) || named.startsWith(addressPrefix(slug)));
}
