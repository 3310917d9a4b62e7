import type { Grouping } from "#lib/usage/groupings";
import type { Period } from "#lib/usage/periods";

/** The address of the Usage page with this period and grouping. It leaves out the defaults. */
export function usageAddress(path: string, { period, by }: { period: Period; by: Grouping }): string {
  const query = new URLSearchParams();
  if (period !== "30d") query.set("period", period);
  if (by !== "key") query.set("by", by);
  return query.size > 0 ? `${path}?${query}` : path;
}
