import type { Scope } from "#lib/keys/access/scopes";
import type { KeyStatus } from "#lib/keys/access/status";
import type { PlainSettings } from "#lib/keys/model/key-settings";
import type { ListCount } from "#lib/listing/count";
import type { Demand, PolicyBlock, PolicyClient } from "#lib/policy/dto";
import type { WorkspaceView } from "#lib/workspaces/dto";

/** When and why a key was revoked or detached, and by whom: a name to show, or null when the account is gone. */
export type Ending = { at: Date; byName: string | null; reason: string | null };

export type KeyWorkspaceView = {
  id: string;
  name: string;
  slug: string;
  /** Set when an admin detached this workspace from the key. */
  detached: Ending | null;
  /** Whether the owner is still a member; without a membership the key does not reach the workspace. */
  ownerIsMember: boolean;
  /** Why the workspace's policy blocks the key now; empty while the policy allows it. */
  blocks: PolicyBlock[];
};

/** A client as it named itself: anybody can send any name. */
export type ClientNames = {
  client: string | null;
  version: string | null;
  /** Its name for people, such as "Claude Code"; null when it gave none. */
  title: string | null;
};

export type LastUse = ClientNames & { at: Date; address: string | null };

/** Another key of the same family, as far as it is shown. */
export type Relative = { id: string; mask: string };

/** The OAuth client of a connected app, as screens name it. */
export type AppClient = PolicyClient & {
  id: string;
  /** The name that the client gives itself. It is a claim, unless an admin of the installation entered it. */
  name: string;
  /** Who vouches for the name: nobody, the host of the client's document, or an admin of the installation. */
  vouchedBy: "nobody" | "document" | "admin";
  /** The host of the document that describes the client; null for other clients. */
  host: string | null;
};

/** A server to which a key is limited. */
export type KeyServerView = { id: string; name: string; workspaceId: string };

/** A key as its owner sees it. Its settings are those of `KeySettings`, with the names of workspaces and servers. */
export type KeyView = Omit<PlainSettings, "scopes"> & {
  id: string;
  /** The client of a connected app, which is a key without a token of its own; null for other keys. */
  app: AppClient | null;
  /** `mcp_2abc1…ef789`; empty for a connected app. */
  mask: string;
  scopes: Scope[];
  status: KeyStatus;
  createdAt: Date;
  /** When its settings changed last; use does not count. */
  updatedAt: Date;
  lastUse: LastUse | null;
  revoked: Ending | null;
  workspaces: KeyWorkspaceView[];
  /** Imported from another system. */
  isLegacy: boolean;
  /** Revoked because its token was reported as leaked. */
  isLeaked: boolean;
  /** The key of the same family that it replaced. */
  replaces: Relative | null;
  /** The key of the same family that replaced it. */
  replacedBy: Relative | null;
  /** The only servers that it reaches, none when all of them are gone; null for all, those connected later too. */
  servers: KeyServerView[] | null;
};

/** A page of a list of keys. */
export type KeyListPage<View> = { keys: View[]; total: ListCount; nextCursor: string | null };

export type KeyOwner = { id: string; name: string; email: string };

/**
 * A key as an admin of one of its workspaces sees it. It holds only the number of the owner's other workspaces. When
 * the workspace was detached from the key, its status here is revoked, although the key may work elsewhere.
 */
export type WorkspaceKeyView = Omit<KeyView, "workspaces" | "servers" | "replaces" | "replacedBy"> & {
  /** Null for a service key, which the workspace owns. */
  owner: KeyOwner | null;
  /** The only servers of this workspace that it reaches; null for all, those connected later too. */
  servers: { id: string; name: string }[] | null;
  /** How many other workspaces the key reaches now. */
  otherWorkspaceCount: number;
  /** Whether an admin of this workspace revoked its access. The status here is then `revoked`. */
  isDetached: boolean;
  /** Why the workspace's policy blocks the key now; empty while the policy allows it. */
  blocks: PolicyBlock[];
};

/** A service key as the admins of its workspace see it. */
export type ServiceKeyView = KeyView & {
  /** The admin who made it, or null when the account is gone. */
  madeByName: string | null;
};

/**
 * One key, as its owner, the admins of the workspace that owns it, or the admins of a workspace that it reaches see it.
 */
export type KeyDetail =
  | { seenBy: "owner"; key: KeyView }
  | { seenBy: "service_admin"; key: ServiceKeyView }
  | { seenBy: "admin"; key: WorkspaceKeyView };

export type WorkspaceKeyListPage = KeyListPage<WorkspaceKeyView>;

/** What detaching did to a key: it lost this workspace, or it was revoked because this was its last workspace. */
export type DetachOutcome = "detached" | "revoked";

/** A key that a command detached, with the outcome. */
export type DetachedKey = { id: string; name: string | null; mask: string; outcome: DetachOutcome };

/** The answer to making a key: the only place where the token ever appears. */
export type CreatedKey = { key: KeyView; token: string };
export type CreatedServiceKey = { key: ServiceKeyView; token: string };

/** A server to which a key can be limited. */
export type ServerChoice = { id: string; name: string; environment: string; workspaceId: string; isDisabled: boolean };

/** What the form of a key offers: workspaces, servers, and what the policies of the workspaces demand. */
export type KeyChoices = {
  workspaces: WorkspaceView[];
  servers: ServerChoice[];
  demands: Demand[];
  /** The OAuth client of the app that is connected or edited; absent for keys, about which policies say other things. */
  client?: PolicyClient;
};
