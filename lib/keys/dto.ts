import type { Scope } from "#lib/keys/scopes";
import type { KeyStatus } from "#lib/keys/status";

/** Who did something to a key: a name to show, or null when the account is gone. */
export type Ending = { at: Date; byName: string | null; reason: string | null };

export type KeyWorkspaceView = {
  id: string;
  name: string;
  slug: string;
  /** Set when an admin took this workspace from the key. */
  detached: Ending | null;
  /** Whether the owner is still a member; without it the key does not reach the workspace. */
  ownerIsMember: boolean;
};

export type LastUse = { at: Date; client: string | null; version: string | null; address: string | null };

/** A key as its owner sees it. */
export type KeyView = {
  id: string;
  name: string | null;
  /** `mcp_2abc1…ef789`. */
  mask: string;
  scopes: Scope[];
  status: KeyStatus;
  createdAt: Date;
  expiresAt: Date | null;
  lastUse: LastUse | null;
  revoked: Ending | null;
  workspaces: KeyWorkspaceView[];
};

/** A key as an admin of one of its workspaces sees it: nothing about the owner's other workspaces but their number. */
export type WorkspaceKeyView = Omit<KeyView, "workspaces"> & {
  owner: { id: string; name: string; email: string };
  otherWorkspaceCount: number;
};

/** The answer to making a key: the only place where the token ever appears. */
export type CreatedKey = { key: KeyView; token: string };
