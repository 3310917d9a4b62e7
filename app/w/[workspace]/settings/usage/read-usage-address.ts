import { type UsageView, usageViewSchema } from "#lib/usage/schema";

type AddressParts = { [name: string]: string | string[] | undefined };

/** Reads period and grouping from an address; a part that makes no sense is left out. */
export function readUsageAddress(parts: AddressParts): UsageView {
  const { period, by } = usageViewSchema.shape;
  return { period: period.catch("30d").parse(first(parts.period)), by: by.catch("key").parse(first(parts.by)) };
}

function first(part: string | string[] | undefined): string | undefined {
  return Array.isArray(part) ? part[0] : part;
}
