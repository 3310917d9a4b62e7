import { allowsClient } from "#lib/policy/allows-client";
import type { Demand, PolicyClient } from "#lib/policy/dto";
import { grants } from "#lib/policy/grants";
import { maxLifetimeDays } from "#lib/policy/max-lifetime";

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
  /** The names of the workspaces in which this person may make no keys, or may not connect this client. */
  closed: string[];
};

/**
 * Works out what a form may offer. It agrees with `policyBlocks`, which later decides about the key, and runs in a
 * browser, too.
 * @param demands what all workspaces of the person demand, from `policiesFor`
 * @param workspaceIds the chosen workspaces
 * @param client the OAuth client of an app that somebody connects; absent for a key
 */
export function allowanceFor(
  demands: readonly Demand[],
  workspaceIds: readonly string[],
  client?: PolicyClient,
): Allowance {
  const isApp = client !== undefined;
  const chosen = demands.filter(({ workspace }) => workspaceIds.includes(workspace.id));
  const namesOf = (rule: (demand: Demand) => boolean) => chosen.filter(rule).map(({ workspace }) => workspace.name);
  return {
    lifetime: shortestLifetime(chosen, isApp),
    expiryRequiredBy: namesOf(({ policy }) => policy.expiryRequired || maxLifetimeDays(policy, isApp) !== null),
    fullAccessDeniedBy: namesOf(({ policy, role }) => !grants(policy.fullAccess, role)),
    closed: namesOf((demand) => isClosed(demand, client)),
  };
}

/** Whether a policy lets this person make no key, or connect no app from this client, whatever they choose. */
export function isClosed({ policy, role }: Demand, client: PolicyClient | undefined): boolean {
  if (client === undefined) return !grants(policy.keyMakers, role);
  return !grants(policy.appMakers, role) || !allowsClient(policy, client);
}

function shortestLifetime(demands: readonly Demand[], isApp: boolean): Allowance["lifetime"] {
  let shortest: Allowance["lifetime"] = null;
  for (const { policy, workspace } of demands) {
    const maxDays = maxLifetimeDays(policy, isApp);
    if (maxDays === null || (shortest && shortest.maxDays <= maxDays)) continue;
    shortest = { maxDays, workspace: workspace.name };
  }
  return shortest;
}
