import type { Role } from "#lib/auth/permissions";
import type { WorkspaceView } from "#lib/workspaces/dto";

/** Whom a rule lets do something: every member, or admins and owners alone. */
export const GRANTEES = ["everyone", "admins"] as const;
export type Grantees = (typeof GRANTEES)[number];

/** What a workspace demands of the keys that reach it. */
export type Policy = {
  /** The most days from a key's making to its expiry; null for no limit. */
  maxLifetimeDays: number | null;
  expiryRequired: boolean;
  /** Whose keys may have full access. */
  fullAccess: Grantees;
  /** Who may make keys. */
  keyMakers: Grantees;
  /** Networks in CIDR notation from which keys may be used; none for any. */
  networks: readonly string[];
};

/** Anything goes: what holds in a workspace that has set no policy. */
export const OPEN_POLICY: Policy = {
  maxLifetimeDays: null,
  expiryRequired: false,
  fullAccess: "everyone",
  keyMakers: "everyone",
  networks: [],
};

/**
 * Why a policy keeps a key out of a workspace:
 * - `lifetime`: it lives longer than the policy allows
 * - `no_expiry`: it never expires, although keys must, or may not live so long
 * - `full_access`: it has full access, which is for keys of admins
 * - `owner_role`: its owner may not make keys
 * - `address`: it is used from outside the networks that are allowed
 */
export type PolicyBlock = "lifetime" | "no_expiry" | "full_access" | "owner_role" | "address";

/** All that the admins of a workspace decide about the use of its keys. */
export type PolicySettings = Policy & {
  /** Whether the person is asked before a tool that its server marks as destructive is called. */
  confirmDestructive: boolean;
};

/** The policy of a workspace as its members see it. */
export type PolicyView = {
  workspace: WorkspaceView;
  settings: PolicySettings;
  /** Stands for `settings` as they were read: whoever changes them says on which they look. */
  version: string;
};

/** What a workspace demands of the keys of somebody with this role. */
export type Demand = {
  workspace: { id: string; name: string };
  role: Role | "service";
  policy: Policy;
};

/** Some keys, the newest of them by name. */
export type AffectedKeys = {
  count: number;
  named: { id: string; name: string | null; mask: string; ownerName: string | null }[];
};

/** What a policy would change if it were saved now. */
export type PolicyEffectView = {
  /** Keys that work now and would be blocked. */
  blocked: AffectedKeys;
  /** Keys that are blocked now and would work again. */
  letIn: AffectedKeys;
  /** Whether all keys were looked at; else there are at least so many. */
  isComplete: boolean;
  /** The caller's own address, when it lies outside the networks that the policy allows. */
  shutOutAddress: string | null;
};
