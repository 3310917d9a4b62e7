import { ROLES, type Role } from "#lib/auth/permissions";
import { DAY_MS } from "#lib/clock";

/** A key that works for at most this many days is ordinary: it is the default of a new key. */
export const ORDINARY_KEY_DAYS = 90;

/** What the rule needs to know of a key. */
export type KeyGrant = {
  /** Whether it may do more than read. */
  exceedsReading: boolean;
  /** How long it works from its creation on, in milliseconds; null for ever. */
  lifetimeMs: number | null;
};

/** What somebody is about to give to the holder of a credential, or to another person. */
export type Grant =
  | { kind: "new_key"; key: KeyGrant }
  /** A rotation. The person who rotates gets a new token. */
  | { kind: "new_token"; key: KeyGrant; old: KeyGrant }
  /** `isWider`: the key can do something that it could not do before. Others may hold its token already. */
  | { kind: "changed_key"; isWider: boolean }
  | { kind: "api_token" }
  /** `before` is null for an invitation. */
  | { kind: "role"; before: Role | null; after: Role };

/** Why the giver has to prove who they are. */
export type ProofReason = "writes" | "long_lived" | "longer" | "wider" | "api_token" | "role";

/**
 * The one rule that says when somebody has to prove who they are, because a session that was left open must not become
 * lasting power: to make, widen or prolong a credential beyond the defaults, and to make somebody an owner or admin. An
 * ordinary key, which only reads and ends within 90 days, never needs it.
 * @returns null when a session is enough
 */
export function reasonForProof(grant: Grant): ProofReason | null {
  switch (grant.kind) {
    case "new_key":
      return reasonForKey(grant.key);
    case "new_token":
      return reasonForKey(grant.key) ?? (isLonger(grant.key.lifetimeMs, grant.old.lifetimeMs) ? "longer" : null);
    case "changed_key":
      return grant.isWider ? "wider" : null;
    case "api_token":
      return "api_token";
    case "role":
      return givesPower(grant.before, grant.after) ? "role" : null;
  }
}

function reasonForKey({ exceedsReading, lifetimeMs }: KeyGrant): ProofReason | null {
  if (exceedsReading) return "writes";
  return isLonger(lifetimeMs, ORDINARY_KEY_DAYS * DAY_MS) ? "long_lived" : null;
}

function isLonger(lifetimeMs: number | null, otherMs: number | null): boolean {
  return (lifetimeMs ?? Number.POSITIVE_INFINITY) > (otherMs ?? Number.POSITIVE_INFINITY);
}

/** A role below the present one takes power away. This must stay easy, for example after an account was stolen. */
function givesPower(before: Role | null, after: Role): boolean {
  const isRaised = before === null || ROLES.indexOf(after) < ROLES.indexOf(before);
  return after !== "member" && isRaised;
}
