import type { KeyFilter } from "#lib/keys/schema";

export const FILTER_LABELS: Record<KeyFilter, string> = {
  usable: "In use",
  expiring: "Expiring",
  expired: "Expired",
  revoked: "Revoked",
  all: "All",
};
