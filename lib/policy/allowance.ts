import type { Demand } from "#lib/policy/dto";
import { grants } from "#lib/policy/grants";

/** What a key for some workspaces may be, all their policies together; where something may not be, who says so. */
export type Allowance = {
  /** The shortest of all limits; null for none. */
  lifetime: { maxDays: number; workspace: string } | null;
  /** The workspaces in which keys have to expire; none where they need not. */
  expiryRequiredBy: string[];
  /** The workspaces that keep full access for admins; none where the key may have it. */
  fullAccessDeniedBy: string[];
  /** The workspaces for which this person may make no key at all. */
  closed: string[];
};

/**
 * For forms, which offer nothing else. Says the same as `policyBlocks` does of the key that comes of it, and can run in a
 * browser.
 * @param demands of all workspaces of the person, as `policiesFor` answers
 * @param workspaceIds the chosen ones
 */
export function allowanceFor(demands: readonly Demand[], workspaceIds: readonly string[]): Allowance {
  const chosen = demands.filter(({ workspace }) => workspaceIds.includes(workspace.id));
  const namesOf = (rule: (demand: Demand) => boolean) => chosen.filter(rule).map(({ workspace }) => workspace.name);
  return {
    lifetime: shortestLifetime(chosen),
    expiryRequiredBy: namesOf(({ policy }) => policy.expiryRequired || policy.maxLifetimeDays !== null),
    fullAccessDeniedBy: namesOf(({ policy, role }) => !grants(policy.fullAccess, role)),
    closed: namesOf(({ policy, role }) => !grants(policy.keyMakers, role)),
  };
}

function shortestLifetime(demands: readonly Demand[]): Allowance["lifetime"] {
  let shortest: Allowance["lifetime"] = null;
  for (const { policy, workspace } of demands) {
    if (policy.maxLifetimeDays === null || (shortest && shortest.maxDays <= policy.maxLifetimeDays)) continue;
    shortest = { maxDays: policy.maxLifetimeDays, workspace: workspace.name };
  }
  return shortest;
}
