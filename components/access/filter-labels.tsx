import type { KeyFilter } from "#lib/keys/limits";

export const FILTER_LABELS: Record<KeyFilter, string> = {
  usable: "In use",
  expiring: "Expiring",
  expired: "Expired",
  revoked: "Revoked",
  all: "All",
};
