import {
  type AccessLevel,
  accessLevelOf,
  isImplied,
  rightsOf,
  SCOPES,
  SCOPES_OF_ACCESS,
  type Scope,
} from "#lib/keys/access/scopes";
import type { KeyBounds } from "#lib/keys/settings/wider";
import type { KeyChoices, KeyView, ServerChoice } from "#lib/keys/view/dto";
import { type Allowance, allowanceFor } from "#lib/policy/allowance";
import { sortEnvironments } from "#lib/upstreams/environment";

/** What a person has chosen in the form of a key. Some of it may not be offered any more. */
export type KeyDraft = {
  workspaceIds: string[];
  /** Null for all environments. */
  environment: string | null;
  servers: "all" | "chosen";
  serverIds: string[];
  access: AccessLevel;
  /** The scopes of the access level "custom". */
  scopes: Scope[];
};

/** What the form offers with the workspaces and the environment of a draft. */
export type FormOptions = {
  allowance: Allowance;
  environments: string[];
  /** The servers of the chosen workspaces and environment. */
  servers: ServerChoice[];
};

/** A draft without what the form does not offer: the settings that the form shows and sends. */
export type RestrictedDraft = KeyBounds & {
  workspaceIds: string[];
  serverIds: string[] | null;
  access: AccessLevel;
  scopes: Scope[];
};

/** The draft of a new key: read-only access to all servers of these workspaces. */
export function newDraft(workspaceIds: string[]): KeyDraft {
  return { workspaceIds, environment: null, servers: "all", serverIds: [], access: "read_only", scopes: ["mcp:read"] };
}

/** The draft with which the form of a saved key begins. */
export function draftOf(key: KeyView): KeyDraft {
  return {
    workspaceIds: key.workspaces.filter((one) => !one.detached && one.ownerIsMember).map((one) => one.id),
    environment: key.environment,
    servers: key.servers ? "chosen" : "all",
    serverIds: key.servers?.map((server) => server.id) ?? [],
    access: accessLevelOf(key.scopes),
    scopes: key.scopes,
  };
}

/** Works out what the form offers with the workspaces and the environment of a draft. */
export function formOptionsFor(choices: KeyChoices, draft: KeyDraft): FormOptions {
  const within = choices.servers.filter((server) => draft.workspaceIds.includes(server.workspaceId));
  // The environment of a saved key is offered, too, when no server has it any more.
  const chosen = draft.environment === null ? [] : [draft.environment];
  return {
    allowance: allowanceFor(choices.demands, draft.workspaceIds, choices.client),
    environments: sortEnvironments([...within.map((server) => server.environment), ...chosen]),
    servers: within.filter((server) => draft.environment === null || server.environment === draft.environment),
  };
}

/**
 * Removes from a draft what the form does not offer. The draft itself stays as it is, so a choice comes back when it is
 * offered again.
 */
export function restrictDraft(draft: KeyDraft, { allowance, servers }: FormOptions): RestrictedDraft {
  const isFullDenied = allowance.fullAccessDeniedBy.length > 0;
  const access = draft.access === "full" && isFullDenied ? "read_only" : draft.access;
  const chosen = SCOPES.filter((scope) => draft.scopes.includes(scope) && !(isFullDenied && givesFullAccess(scope)));
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

/** Whether a scope gives what policies call full access. */
export function givesFullAccess(scope: Scope): boolean {
  return rightsOf([scope]).has("tools:write");
}

/** Removes one scope and keeps the smaller scopes that it included, so that they can be removed one by one. */
export function withoutScope(scope: Scope, scopes: readonly Scope[]): Scope[] {
  return SCOPES.filter((one) => one !== scope && (scopes.includes(one) || isImplied(one, scopes)));
}
