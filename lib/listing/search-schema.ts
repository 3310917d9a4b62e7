import { z } from "zod";
import { SEARCH_MAX } from "#lib/listing/search";

/** What a list is searched for; empty for all of it. */
export const searchSchema = z
  .string()
  .trim()
  .max(SEARCH_MAX, { error: `Use at most ${SEARCH_MAX} characters.` })
  // PostgreSQL has no text with NUL in it, so nothing is found by one.
  .refine((text) => !text.includes("\0"), { error: "Leave out the NUL character." })
  .default("");
