import type { PolicyBlock } from "#lib/policy/dto";

/** What calling a tool may do: `destructive` when its server says so and no admin said otherwise. */
export type ToolEffect = "read_only" | "writing" | "destructive";

export type SeenTool = {
  /** As clients see it. */
  name: string;
  title: string | null;
  effect: ToolEffect;
  /** Whether the person has to agree to each call. */
  asksFirst: boolean;
  /** Whether the key may call it, and not only see it. */
  callable: boolean;
};

/** The tools of one server that a key sees. Latchkey's own tool belongs to none. */
export type SeenServer = { server: { name: string; workspace: string } | null; tools: SeenTool[] };

/** What a client with a key is shown, by the rules that the gateway answers it by. */
export type KeySight = {
  servers: SeenServer[];
  /** All tools that it lists, of which `servers` may hold the first alone. */
  toolCount: number;
  writingCount: number;
  destructiveCount: number;
  /** Tools that it may call, listed or not. */
  callableCount: number;
  promptCount: number;
  /** Resources and templates of them. */
  resourceCount: number;
  /** Workspaces that keep it out by their policies for now. */
  blocked: { name: string; blocks: PolicyBlock[] }[];
};

/**
 * Why a key does not see the tools of a server:
 * - `detached`: an admin took the workspace from the key
 * - `policy`: the workspace's policy keeps the key out
 * - `disabled`: an admin switched the server off
 * - `environment`: the key is limited to another one
 * - `not_chosen`: the key is limited to other servers
 */
export type ServerReason = "detached" | "policy" | "disabled" | "environment" | "not_chosen";

/**
 * Why a key does not see a tool of a server that it reaches:
 * - `blocked`: by an admin
 * - `scope_write`: the tool can change things, which the scopes leave out
 * - `scope_list`: the scopes leave out listing tools at all
 */
export type ToolReason = "blocked" | "scope_write" | "scope_list";

export type UnseenTool = { name: string; title: string | null; effect: ToolEffect; reasons: ToolReason[] };

/** A server of the key's workspaces with the tools that the key does not see. */
export type UnseenServer = {
  name: string;
  workspace: string;
  environment: string;
  reasons: ServerReason[];
  /** Why the policy of its workspace keeps the key out. */
  blocks: PolicyBlock[];
  tools: UnseenTool[];
};

/** What a key sees, and what it does not see of the workspaces that it was made for. */
export type KeySightInFull = KeySight & {
  /** The stage to which the key is limited; null for all. */
  environment: string | null;
  unseen: UnseenServer[];
  /** All of their tools, of which `unseen` may hold the first alone. */
  unseenCount: number;
  /** Servers that were left out because there are too many. */
  omittedServers: number;
};
