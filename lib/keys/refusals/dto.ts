/**
 * Why the gateway refused a request that carried the token of a key:
 * - `expired`, `revoked`: the key has ended
 * - `owner_disabled`: the account of its owner is disabled
 * - `network`: a policy allows only other networks
 * - `policy`: another rule of a policy blocks the key
 * - `scope`: the access of the key does not include what was asked for
 * - `tool_blocked`: an admin has blocked the tool
 * - `rate_limited`: too many requests in a time
 * - `too_many`: too many calls or streams at once
 * - `other`: another refusal
 */
export const REFUSAL_REASONS = [
  "expired",
  "revoked",
  "owner_disabled",
  "network",
  "policy",
  "scope",
  "tool_blocked",
  "rate_limited",
  "too_many",
  "other",
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** The most sums of equal attempts that are kept of one key. Its latest ones push out the others. */
export const ROWS_PER_KEY = 20;

/** Equal refused attempts of one client, summed up. */
export type RefusedAttempts = {
  reason: RefusalReason;
  /** The client as it names itself; null when it gave no name. */
  client: string | null;
  address: string | null;
  count: number;
  firstAt: Date;
  lastAt: Date;
  /** The name of the workspace that refused; null when the request concerned the key as a whole. */
  workspaceName: string | null;
  /** The mask of the token that was sent, when it is the one that this key's token replaced. */
  oldToken: string | null;
};
