import type { Demand } from "#lib/policy/dto";
import { grants } from "#lib/policy/grants";

/**
 * What the policies of some workspaces allow for a key that reaches all of them, and which workspaces forbid the rest.
 */
export type Allowance = {
  /** The shortest of all maximum lifetimes; null without a maximum. */
  lifetime: { maxDays: number; workspace: string } | null;
  /** The names of the workspaces in which keys have to expire. */
  expiryRequiredBy: string[];
  /** The names of the workspaces in which this person may not make keys with full access. */
  fullAccessDeniedBy: string[];
  /** The names of the workspaces in which this person may make no keys. */
  closed: string[];
};

/**
 * Works out what a form may offer. It agrees with `policyBlocks`, which later decides about the key, and runs in a
 * browser, too.
 * @param demands what all workspaces of the person demand, from `policiesFor`
 * @param workspaceIds the chosen workspaces
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
