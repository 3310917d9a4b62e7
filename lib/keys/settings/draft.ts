import {
  type Access,
  accessOf,
  isImplied,
  rightsOf,
  SCOPES,
  SCOPES_OF_ACCESS,
  type Scope,
} from "#lib/keys/access/scopes";
import type { KeyChoices, KeyView, ServerChoice } from "#lib/keys/view/dto";
import { type Allowance, allowanceFor } from "#lib/policy/allowance";
import { sortEnvironments } from "#lib/upstreams/environment";

/** What is chosen in the form of a key, whether or not it may be granted. */
export type KeyDraft = {
  workspaceIds: string[];
  /** Null for all. */
  environment: string | null;
  servers: "all" | "chosen";
  serverIds: string[];
  access: Access | "custom";
  /** Those of "custom". */
  scopes: Scope[];
};

/** What the form offers for a draft. */
export type Offered = {
  allowance: Allowance;
  environments: string[];
  /** Of the chosen workspaces and environment. */
  servers: ServerChoice[];
};

/** What a draft comes to once nothing is left in it that is not offered. */
export type SettledDraft = {
  workspaceIds: string[];
  environment: string | null;
  /** Null for all. */
  serverIds: string[] | null;
  access: Access | "custom";
  scopes: Scope[];
};

/** A new key for one workspace: read-only, all servers. */
export function newDraft(workspaceIds: string[]): KeyDraft {
  return { workspaceIds, environment: null, servers: "all", serverIds: [], access: "read_only", scopes: ["mcp:read"] };
}

/** A saved key as its form begins. */
export function draftOf(key: KeyView): KeyDraft {
  return {
    workspaceIds: key.workspaces.filter((one) => !one.detached && one.ownerIsMember).map((one) => one.id),
    environment: key.environment,
    servers: key.servers ? "chosen" : "all",
    serverIds: key.servers?.map((server) => server.id) ?? [],
    access: accessOf(key.scopes),
    scopes: key.scopes,
  };
}

/** What may be chosen with the workspaces and the environment that are chosen. */
export function offeredFor(choices: KeyChoices, draft: KeyDraft): Offered {
  const within = choices.servers.filter((server) => draft.workspaceIds.includes(server.workspaceId));
  const named = draft.environment === null ? [] : [draft.environment];
  return {
    allowance: allowanceFor(choices.demands, draft.workspaceIds),
    environments: sortEnvironments([...within.map((server) => server.environment), ...named]),
    servers: within.filter((server) => draft.environment === null || server.environment === draft.environment),
  };
}

/** Leaves out what is not offered: the form shows and sends this, and what was chosen comes back when it is offered again. */
export function settle(draft: KeyDraft, { allowance, servers }: Offered): SettledDraft {
  const isFullDenied = allowance.fullAccessDeniedBy.length > 0;
  const access = draft.access === "full" && isFullDenied ? "read_only" : draft.access;
  const chosen = SCOPES.filter((scope) => draft.scopes.includes(scope) && !(isFullDenied && isFull(scope)));
  return {
    workspaceIds: draft.workspaceIds,
    environment: draft.environment,
    serverIds:
      draft.servers === "all"
        ? null
        : servers.filter((server) => draft.serverIds.includes(server.id)).map((server) => server.id),
    access,
    scopes: access === "custom" ? chosen.filter((scope) => !isImplied(scope, chosen)) : SCOPES_OF_ACCESS[access],
  };
}

/** Whether a scope is what policies call full access. */
export function isFull(scope: Scope): boolean {
  return rightsOf([scope]).has("tools:write");
}

/** Takes one scope out and leaves what it included, to be taken out one by one. */
export function withoutScope(scope: Scope, scopes: readonly Scope[]): Scope[] {
  return SCOPES.filter((one) => one !== scope && (scopes.includes(one) || isImplied(one, scopes)));
}
