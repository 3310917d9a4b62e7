import { unstable_isUnrecognizedActionError } from "next/navigation";

/** Why an open page cannot go on: it is older than the server, or a file of it did not come. */
type OutdatedReason = "updated" | "part-missing";

export const OUTDATED_WORDS: Record<OutdatedReason, string> = {
  updated: "Latchkey was updated since this page was opened.",
  // The browser does not tell the two apart: an update removes the files of the version before.
  "part-missing": "A part of this page could not be loaded: Latchkey was updated, or the network failed.",
};

/** What browsers and bundlers say of a script or style that cannot be loaded. */
const PART_MISSING = /Failed to load chunk|Loading (CSS )?chunk|dynamically imported module|Importing a module script/i;

/** @returns null when trying again can help */
export function outdatedReason(error: unknown): OutdatedReason | null {
  if (unstable_isUnrecognizedActionError(error)) return "updated";
  if (!(error instanceof Error)) return null;
  return error.name === "ChunkLoadError" || PART_MISSING.test(error.message) ? "part-missing" : null;
}
