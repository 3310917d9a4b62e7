import { z } from "zod";
import { GROUPINGS } from "#lib/usage/groupings";
import { PERIODS } from "#lib/usage/periods";

/** What of the usage is shown. */
export const usageViewSchema = z.object({
  period: z.enum(PERIODS).default("30d"),
  by: z.enum(GROUPINGS).default("key"),
});

export type UsageView = z.infer<typeof usageViewSchema>;

/** Where a page of groups begins: after the one with this many calls and this id. PostgreSQL has no NUL. */
export const usagePositionSchema = z
  .string()
  .regex(/^\d{1,15}\./, { error: "Not a cursor of this list." })
  .refine((text) => !text.includes("\0"), { error: "Not a cursor of this list." })
  .transform((text) => {
    const dot = text.indexOf(".");
    return { calls: Number(text.slice(0, dot)), id: text.slice(dot + 1) };
  });
