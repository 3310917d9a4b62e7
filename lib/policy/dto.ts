import type { Role } from "#lib/auth/permissions";
import type { WorkspaceView } from "#lib/workspaces/dto";

/** The people to whom a rule allows something: every member, or only admins and owners. */
export const GRANTEES = ["everyone", "admins"] as const;
export type Grantees = (typeof GRANTEES)[number];

/** The clients from which people may connect apps: any, those whose name somebody vouches for, or those that are listed. */
export const APP_CLIENTS = ["all", "verified", "listed"] as const;
export type AppClients = (typeof APP_CLIENTS)[number];

/** What a policy checks of the OAuth client of a connected app. */
export type PolicyClient = { source: "dynamic" | "document" | "manual"; clientId: string };

/** What a workspace demands of the keys that reach it. */
export type Policy = {
  /** The maximum lifetime of a key, in days; null for no maximum. */
  maxLifetimeDays: number | null;
  expiryRequired: boolean;
  /** The people whose keys may have full access. */
  fullAccess: Grantees;
  /** The people who may make keys. */
  keyMakers: Grantees;
  /** The networks in CIDR notation from which keys may be used; empty for any network. */
  networks: readonly string[];
  /** The people who may connect apps. */
  appMakers: Grantees;
  appClients: AppClients;
  /** The clients that may be connected if only listed ones may: hosts of documents, and ids of clients. */
  listedClients: readonly string[];
  /** The maximum lifetime of a connected app, in days; null for that of keys. */
  maxAppLifetimeDays: number | null;
};

/** The policy of a workspace that has set none: it allows everything. */
export const OPEN_POLICY: Policy = {
  maxLifetimeDays: null,
  expiryRequired: false,
  fullAccess: "everyone",
  keyMakers: "everyone",
  networks: [],
  appMakers: "everyone",
  appClients: "all",
  listedClients: [],
  maxAppLifetimeDays: null,
};

/**
 * Why a policy blocks a key in a workspace:
 * - `lifetime`: the lifetime of the key exceeds the maximum
 * - `no_expiry`: the key never expires, although keys must expire or have a maximum lifetime
 * - `full_access`: the key has full access, which only keys of admins may have
 * - `owner_role`: the owner of the key may not make keys
 * - `app_owner`: the owner of the app may not connect apps
 * - `client`: the client of the app is not one of those that may be connected
 * - `address`: the key is used from outside the allowed networks
 */
export type PolicyBlock = "lifetime" | "no_expiry" | "full_access" | "owner_role" | "app_owner" | "client" | "address";

/**
 * Everything that the admins of a workspace decide about keys: the policy, and the confirmation of destructive tools.
 */
export type PolicySettings = Policy & {
  /** Whether a person is asked before a tool is called that its server marks as destructive. */
  confirmDestructive: boolean;
};

/** The policy of a workspace as its members see it. */
export type PolicyView = {
  workspace: WorkspaceView;
  settings: PolicySettings;
  /** The servers that ask always or never, whatever the settings say. */
  exceptions: { name: string; asks: "always" | "never" }[];
  /** Identifies the `settings` as they were read. A change has to name the version that its author saw. */
  version: string;
};

/** What a workspace demands of the keys of a person with this role. */
export type Demand = {
  workspace: { id: string; name: string };
  role: Role | "service";
  policy: Policy;
};

/** The number of some keys, and the newest of them with their names. */
export type AffectedKeys = {
  count: number;
  named: { id: string; name: string | null; mask: string; ownerName: string | null }[];
};

/** What a policy would change if it were saved now. */
export type PolicyEffectView = {
  /** Keys that the current policy does not block and the new one would. */
  blocked: AffectedKeys;
  /** Keys that the current policy blocks and the new one would not. */
  unblocked: AffectedKeys;
  /** Whether all keys were checked; if not, the counts are minimums. */
  isComplete: boolean;
  /** The caller's own address when the new policy does not allow it; otherwise null. */
  shutOutAddress: string | null;
};
