import type { Role } from "#lib/auth/permissions";

/** A workspace as one of its members sees it. */
export type WorkspaceView = { id: string; name: string; slug: string; role: Role };

export type WorkspaceOverview = {
  workspace: WorkspaceView;
  /** MCP servers that are not disabled. */
  servers: number;
  /** Those of them that failed when they were last asked. */
  failingServers: number;
  members: number;
  pendingInvitations: number;
  /** The caller's keys that still work and reach this workspace. */
  ownKeys: number;
  /** Those of them that a client has used. */
  usedKeys: number;
};
