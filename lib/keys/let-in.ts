import type { ReachedWorkspace } from "#lib/keys/reach";
import type { PolicyBlock } from "#lib/policy/dto";
import { type PolicySubject, policyBlocks } from "#lib/policy/verdict";

/** A workspace that a key holds and whose policy keeps it out for now. */
export type BlockedWorkspace = { id: string; slug: string; name: string; blocks: PolicyBlock[] };

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
  for (const { id, slug, name, policy } of reached) {
    const blocks = policy ? policyBlocks(policy.rules, { ...key, ownerRole: policy.ownerRole }) : [];
    if (blocks.length > 0) blocked.push({ id, slug, name, blocks });
  }
  if (blocked.length === 0) return { workspaces: reached, blocked: NONE, reach };
  const workspaces = reached.filter(({ id }) => !blocked.some((one) => one.id === id));
  return { workspaces, blocked, reach: workspaces.map((one) => one.line).join("\n") };
}
