import { z } from "zod";
import { GROUPINGS } from "#lib/usage/groupings";
import { PERIODS } from "#lib/usage/periods";

/** The part of the usage that a screen shows. */
export const usageViewSchema = z.object({
  period: z.enum(PERIODS).default("30d"),
  by: z.enum(GROUPINGS).default("key"),
});

export type UsageView = z.infer<typeof usageViewSchema>;

/** The position before a page of groups: the calls and the id of the last group. PostgreSQL accepts no NUL. */
export const usagePositionSchema = z
  .string()
  .regex(/^\d{1,15}\./, { error: "This is not a cursor of this list." })
  .refine((text) => !text.includes("\0"), { error: "This is not a cursor of this list." })
  .transform((text) => {
    const dot = text.indexOf(".");
    return { calls: Number(text.slice(0, dot)), id: text.slice(dot + 1) };
  });
