import type { Scope } from "#lib/keys/access/scopes";
import type { KeyStatus } from "#lib/keys/access/status";
import type { ListCount } from "#lib/listing/count";
import type { Demand, PolicyBlock } from "#lib/policy/dto";
import type { WorkspaceView } from "#lib/workspaces/dto";

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
  /** Why the workspace's policy keeps the key out for now; none while it is let in. */
  blocks: PolicyBlock[];
};

export type LastUse = { at: Date; client: string | null; version: string | null; address: string | null };

/** Another key of the same family, as far as it is shown. */
export type Relative = { id: string; mask: string };

/** A server to which a key is limited. */
export type KeyServerView = { id: string; name: string; workspaceId: string };

/** A key as its owner sees it. */
export type KeyView = {
  id: string;
  name: string | null;
  /** `mcp_2abc1…ef789`. */
  mask: string;
  scopes: Scope[];
  /** The stage to which it is limited; null for all. */
  environment: string | null;
  status: KeyStatus;
  createdAt: Date;
  /** Of its settings; use does not count. */
  updatedAt: Date;
  expiresAt: Date | null;
  lastUse: LastUse | null;
  revoked: Ending | null;
  workspaces: KeyWorkspaceView[];
  /** Brought in from a system used before. */
  isLegacy: boolean;
  /** Revoked because its token was reported as leaked. */
  isLeaked: boolean;
  /** The key whose place it took, and the one that took its own. */
  replaces: Relative | null;
  replacedBy: Relative | null;
  /** The servers that it is limited to, none when all of them are gone; null for all, those connected later too. */
  servers: KeyServerView[] | null;
};

/** A page of a list of keys. */
export type KeyPage<View> = { keys: View[]; total: ListCount; nextCursor: string | null };

export type KeyOwner = { id: string; name: string; email: string };

/**
 * A key as an admin of one of its workspaces sees it: nothing about the owner's other workspaces but their number.
 * When the workspace was taken from the key, its status here is revoked, although it may work elsewhere.
 */
export type WorkspaceKeyView = Omit<KeyView, "workspaces" | "servers" | "replaces" | "replacedBy"> & {
  /** Null for a service key, which the workspace owns. */
  owner: KeyOwner | null;
  /** The servers of this workspace to which it is limited; null for all, those connected later too. */
  servers: { id: string; name: string }[] | null;
  /** Other workspaces that the key reaches at present. */
  otherWorkspaceCount: number;
  /** Why the workspace's policy keeps the key out for now; none while it is let in. */
  blocks: PolicyBlock[];
};

/** A key that a workspace owns, as its admins see it. */
export type ServiceKeyView = KeyView & {
  /** The admin who made it, or null when the account is gone. */
  madeByName: string | null;
};

/** One key: as its owner sees it, as the admins of the workspace that owns it do, or as those of any that it reaches. */
export type KeyDetail =
  | { seenBy: "owner"; key: KeyView }
  | { seenBy: "service_admin"; key: ServiceKeyView }
  | { seenBy: "admin"; key: WorkspaceKeyView };

export type WorkspaceKeyPage = KeyPage<WorkspaceKeyView>;

/** What taking a workspace from a key came to: the key lost this workspace, or ended because it was its last. */
export type DetachOutcome = "detached" | "revoked";

/** What one command came to for each of its keys. */
export type DetachedKey = { id: string; name: string | null; mask: string; outcome: DetachOutcome };

/** The answer to making a key: the only place where the token ever appears. */
export type CreatedKey = { key: KeyView; token: string };
export type CreatedServiceKey = { key: ServiceKeyView; token: string };

/** A server to which a key can be limited. */
export type ServerChoice = { id: string; name: string; environment: string; workspaceId: string; isDisabled: boolean };

/** What somebody may choose from for their keys. */
export type KeyChoices = { workspaces: WorkspaceView[]; servers: ServerChoice[]; demands: Demand[] };
