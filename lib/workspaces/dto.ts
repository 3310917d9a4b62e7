import type { Role } from "#lib/auth/permissions";

/** A workspace as one of its members sees it. */
export type WorkspaceView = { id: string; name: string; slug: string; role: Role };

/** A server to which Latchkey could not connect at the last attempt, or on which a call has failed since. */
export type TroubledServer = { id: string; name: string; isConnected: boolean; at: Date };

/** The numbers on the overview page of a workspace. */
export type WorkspaceOverview = {
  workspace: WorkspaceView;
  /** The number of MCP servers that are not disabled. */
  servers: number;
  /** How many of these servers Latchkey could not connect to at the last attempt. */
  failingServers: number;
  /** On how many others a call has failed since. */
  callFailedServers: number;
  /** The servers that do not work as far as Latchkey knows, by name. There may be more than are listed. */
  troubledServers: TroubledServer[];
  members: number;
  pendingInvitations: number;
  /** The number of the caller's usable keys that reach this workspace. */
  ownKeys: number;
  /** How many of these keys a client has used. */
  usedKeys: number;
};
