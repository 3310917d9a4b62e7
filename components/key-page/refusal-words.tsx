import type { RefusalReason, RefusedAttempts } from "#lib/keys/refusals/dto";

const REASONS: Record<RefusalReason, (place: string) => string> = {
  expired: () => "The key has expired",
  revoked: () => "The key was revoked",
  owner_disabled: () => "The account of its owner is disabled",
  network: (place) => `From outside the networks that the policy${place} allows`,
  policy: (place) => `The policy${place} blocks the key`,
  scope: (place) => `The key’s access does not include the request${place && ` to a server${place}`}`,
  tool_blocked: (place) => `The tool is blocked by an admin${place}`,
  rate_limited: (place) => `Too many requests in a short time${place && `, by all keys${place} together`}`,
  too_many: () => "Too many calls or streams at once",
  other: (place) => `The request${place && ` to a server${place}`} is not allowed`,
};

const OLD_TOKEN: Partial<Record<RefusalReason, string>> = {
  expired: "The old token has expired",
  revoked: "The old token was revoked",
};

/** Says why attempts were refused: "The policy of Acme blocks the key". */
export function refusalReason({ reason, workspaceName, oldToken }: RefusedAttempts): string {
  const place = workspaceName === null ? "" : ` of ${workspaceName}`;
  return (oldToken !== null && OLD_TOKEN[reason]) || REASONS[reason](place);
}
