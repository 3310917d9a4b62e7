import type { ReachedWorkspace } from "#lib/keys/access/reach";
import type { PolicyBlock } from "#lib/policy/dto";
import { type PolicySubject, policyBlocks } from "#lib/policy/verdict";

/** A workspace that a key holds and whose policy keeps it out for now. */
export type BlockedWorkspace = {
  id: string;
  slug: string;
  name: string;
  blocks: PolicyBlock[];
  /** How many servers the key would reach there. */
  serverCount: number;
};

type LetIn = { workspaces: readonly ReachedWorkspace[]; blocked: readonly BlockedWorkspace[]; reach: string };

const NONE: readonly BlockedWorkspace[] = [];

/**
 * What is left of a key's workspaces once their policies have spoken.
 * @param reach `reached` as text, each on the line that it was read from
 */
export function letIn(
  reach: string,
  reached: readonly ReachedWorkspace[],
  key: Omit<PolicySubject, "ownerRole">,
): LetIn {
  const blocked: BlockedWorkspace[] = [];
  for (const { id, slug, name, policy, upstreams } of reached) {
    const blocks = policy ? policyBlocks(policy.rules, { ...key, ownerRole: policy.ownerRole }) : [];
    if (blocks.length > 0) blocked.push({ id, slug, name, blocks, serverCount: upstreams.length });
  }
  if (blocked.length === 0) return { workspaces: reached, blocked: NONE, reach };
  const workspaces = reached.filter(({ id }) => !blocked.some((one) => one.id === id));
  // What is blocked counts for how tools are named, so it makes another reach.
  const kept = `blocked ${blocked.length} ${countServers(blocked)}`;
  return { workspaces, blocked, reach: [...workspaces.map((one) => one.line), kept].join("\n") };
}

/** The servers of these workspaces together. */
export function countServers(blocked: readonly BlockedWorkspace[]): number {
  return blocked.reduce((sum, one) => sum + one.serverCount, 0);
}
