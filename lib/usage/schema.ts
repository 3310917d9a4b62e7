import { z } from "zod";
import { GROUPINGS } from "#lib/usage/groupings";
import { PERIODS } from "#lib/usage/periods";

/** What of the usage is shown. */
export const usageViewSchema = z.object({
  period: z.enum(PERIODS).default("30d"),
  by: z.enum(GROUPINGS).default("key"),
});

export type UsageView = z.infer<typeof usageViewSchema>;
