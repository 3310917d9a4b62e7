import { z } from "zod";
import { ownKeyPosition } from "#lib/keys/lists/schema";
import { searchSchema } from "#lib/listing/search-schema";

export const listOwnAppsSchema = z.object({
  list: z.enum(["usable", "ended"]).default("usable"),
  search: searchSchema,
  cursor: ownKeyPosition.nullish().transform((position) => position ?? null),
});
export type ListOwnAppsInput = z.output<typeof listOwnAppsSchema>;
