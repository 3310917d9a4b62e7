import { z } from "zod";
import { SEARCH_MAX } from "#lib/listing/search";

/** The search text of a list; empty for all entries. */
export const searchSchema = z
  .string()
  .trim()
  .max(SEARCH_MAX, { error: `Use at most ${SEARCH_MAX} characters.` })
  // PostgreSQL cannot store NUL in a text, so a search for it finds nothing.
  .refine((text) => !text.includes("\0"), { error: "Leave out the NUL character." })
  .default("");
