import type { Role } from "#lib/auth/permissions";

/** A workspace as one of its members sees it. */
export type WorkspaceView = { id: string; name: string; slug: string; role: Role };

/** The numbers on the overview page of a workspace. */
export type WorkspaceOverview = {
  workspace: WorkspaceView;
  /** The number of MCP servers that are not disabled. */
  servers: number;
  /** How many of these servers failed at the last request. */
  failingServers: number;
  members: number;
  pendingInvitations: number;
  /** The number of the caller's usable keys that reach this workspace. */
  ownKeys: number;
  /** How many of these keys a client has used. */
  usedKeys: number;
};
