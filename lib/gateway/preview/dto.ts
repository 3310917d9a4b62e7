import type { PolicyBlock } from "#lib/policy/dto";

/** What a tool may do: `destructive` when its server says so and no tool rule says otherwise. */
export type ToolEffect = "read_only" | "writing" | "destructive";

export type SeenTool = {
  /** The name that clients see. */
  name: string;
  title: string | null;
  effect: ToolEffect;
  /** Whether a person has to agree to each call. */
  asksFirst: boolean;
  /** Whether the key may call the tool, and not only see it. */
  callable: boolean;
};

/** The tools of one server that a key sees. Latchkey's own tool has no server. */
export type SeenServer = { server: { name: string; workspace: string } | null; tools: SeenTool[] };

/** How tools are named for a key that reaches several workspaces. */
export type SightNaming = {
  /** A tool behind its whole workspace and server; null when there is none. */
  example: string | null;
  /** A tool behind a shortened workspace or server, or with a shortened name of its own; null when there is none. */
  shortened: string | null;
};

/** What a client with a key sees, by the rules of the gateway. */
export type KeySight = {
  /** Null for a key that reaches one workspace. */
  naming: SightNaming | null;
  servers: SeenServer[];
  /** The number of all listed tools. `servers` may hold only the first of them. */
  toolCount: number;
  /** About how many tokens of a model's context the list of tools takes; null while there are few tools. */
  toolTokens: number | null;
  writingCount: number;
  destructiveCount: number;
  /** The number of tools that the key may call, listed or not. */
  callableCount: number;
  promptCount: number;
  /** The number of resources and resource templates. */
  resourceCount: number;
  /** Workspaces whose policies block the key for now. */
  blocked: { name: string; blocks: PolicyBlock[] }[];
};

/**
 * Why a key does not see the tools of a server:
 * - `detached`: an admin has detached the workspace from the key
 * - `policy`: the workspace's policy blocks the key
 * - `disabled`: an admin switched the server off
 * - `environment`: the key is limited to another one
 * - `not_chosen`: the key is limited to other servers
 */
export type ServerReason = "detached" | "policy" | "disabled" | "environment" | "not_chosen";

/**
 * Why a key does not see a tool of a server that it reaches:
 * - `blocked`: an admin blocks the tool
 * - `scope_write`: the tool can change things, and the scopes do not allow that
 * - `scope_list`: the scopes do not allow listing tools
 * - `task_only`: the tool can only run as a task, which the gateway does not support
 */
export type ToolReason = "blocked" | "scope_write" | "scope_list" | "task_only";

export type UnseenTool = { name: string; title: string | null; effect: ToolEffect; reasons: ToolReason[] };

/** A server of the key's workspaces with the tools that the key does not see. */
export type UnseenServer = {
  name: string;
  workspace: string;
  environment: string;
  reasons: ServerReason[];
  /** Why the policy of the workspace blocks the key. */
  blocks: PolicyBlock[];
  tools: UnseenTool[];
};

/** What a key sees, and what it does not see in its workspaces. */
export type KeySightInFull = KeySight & {
  /** The environment that the key is limited to; null for all. */
  environment: string | null;
  unseen: UnseenServer[];
  /** The number of all unseen tools. `unseen` may hold only the first of them. */
  unseenCount: number;
  /** Servers that were left out because there are too many. */
  omittedServers: number;
};
