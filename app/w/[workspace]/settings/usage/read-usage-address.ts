import { type AddressParts, first } from "#app/address-parts";
import { type UsageView, usageViewSchema } from "#lib/usage/schema";

/** Reads period and grouping from an address. Ignores parameters with an invalid value. */
export function readUsageAddress(parts: AddressParts): UsageView {
  const { period, by } = usageViewSchema.shape;
  return { period: period.catch("30d").parse(first(parts.period)), by: by.catch("key").parse(first(parts.by)) };
}
