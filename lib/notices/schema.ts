import { z } from "zod";
import { idSchema } from "#lib/ids";

/** The most notices that are marked at once. The dashboard shows as many. */
const NOTICES_MAX = 50;

export const markNoticesReadSchema = z.object({ noticeIds: z.array(idSchema("ntc")).min(1).max(NOTICES_MAX) });
export type MarkNoticesReadInput = z.output<typeof markNoticesReadSchema>;
