import type { ReachedWorkspace } from "#lib/keys/access/reach";
import type { PolicyBlock } from "#lib/policy/dto";
import { type PolicySubject, policyBlocks } from "#lib/policy/verdict";

/** A workspace whose policy blocks a key that would reach it otherwise. */
export type BlockedWorkspace = {
  id: string;
  slug: string;
  name: string;
  blocks: PolicyBlock[];
  /** How many servers the key would reach there. */
  serverCount: number;
};

type PolicyResult = { workspaces: readonly ReachedWorkspace[]; blocked: readonly BlockedWorkspace[]; reach: string };

const NONE: readonly BlockedWorkspace[] = [];

/**
 * Applies the policies of a key's workspaces: splits them into those that the key reaches and those that block it.
 * @param reach the text from which `reached` was parsed, with a line for each workspace
 * @returns both, and the reach as a text that names what is left
 */
export function applyPolicies(
  reach: string,
  reached: readonly ReachedWorkspace[],
  key: Omit<PolicySubject, "ownerRole">,
): PolicyResult {
  const blocked: BlockedWorkspace[] = [];
  for (const { id, slug, name, policy, upstreams } of reached) {
    const blocks = policy ? policyBlocks(policy.rules, { ...key, ownerRole: policy.ownerRole }) : [];
    if (blocks.length > 0) blocked.push({ id, slug, name, blocks, serverCount: upstreams.length });
  }
  if (blocked.length === 0) return { workspaces: reached, blocked: NONE, reach };
  const workspaces = reached.filter(({ id }) => !blocked.some((one) => one.id === id));
  // Blocked workspaces count when tools get their names, so they are a part of the reach.
  const kept = `blocked ${blocked.length} ${countServers(blocked)}`;
  return { workspaces, blocked, reach: [...workspaces.map((one) => one.line), kept].join("\n") };
}

/** Counts the servers of these workspaces. */
export function countServers(blocked: readonly BlockedWorkspace[]): number {
  return blocked.reduce((sum, one) => sum + one.serverCount, 0);
}
