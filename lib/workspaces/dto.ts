import type { Role } from "#lib/auth/permissions";

/** A workspace as one of its members sees it. */
export type WorkspaceView = { id: string; name: string; slug: string; role: Role };

/**
 * What is wrong with a server:
 * - `failing`: the last attempt to connect to it failed
 * - `call_failed`: a call failed after the last attempt, which succeeded
 * - `no_room`: it works, but there is no room for what it offers now
 */
export const SERVER_TROUBLES = ["failing", "call_failed", "no_room"] as const;
export type ServerTrouble = (typeof SERVER_TROUBLES)[number];

export type TroubledServer = { id: string; name: string; trouble: ServerTrouble; at: Date };

/** The numbers on the overview page of a workspace. */
export type WorkspaceOverview = {
  workspace: WorkspaceView;
  /** The number of MCP servers that are not disabled. */
  servers: number;
  /** How many of these servers have each trouble. A server counts once. */
  serversIn: Record<ServerTrouble, number>;
  /** The servers with a trouble, by name. There may be more than are listed. */
  troubledServers: TroubledServer[];
  members: number;
  pendingInvitations: number;
  /** The number of the caller's usable keys that reach this workspace. */
  ownKeys: number;
  /** How many of these keys a client has used. */
  usedKeys: number;
};
