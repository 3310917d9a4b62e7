import { ACCESS_LABELS } from "#lib/keys/access/scopes";
import type { AccessFilter, KeyFilter, KeySort, KindFilter } from "#lib/keys/lists/options";

export const FILTER_LABELS: Record<KeyFilter, string> = {
  usable: "In use",
  expiring: "Expiring",
  expired: "Expired",
  revoked: "Revoked",
  all: "All",
};

export const KIND_LABELS: Record<KindFilter, string> = { all: "Keys and apps", keys: "Keys", apps: "Apps" };

export const ACCESS_FILTER_LABELS: Record<AccessFilter, string> = { any: "Any access", ...ACCESS_LABELS };

export const SORT_LABELS: Record<KeySort, string> = {
  newest: "Newest first",
  recent: "Recently used first",
  idle: "Longest unused first",
};
