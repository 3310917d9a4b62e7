/** Whom a rule lets do something: every member, or admins and owners alone. */
export type Grantees = "everyone" | "admins";

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
