import { FairShares } from "#lib/bounds/fair-shares";
import { AppError } from "#lib/errors";
import { single } from "#lib/process";

/** A file is read from the database while the browser takes it, so the number at once is limited, also of one person. */
const EXPORTS_MAX = 16;
const EXPORTS_OF_ONE_PERSON_MAX = 2;

function places(): FairShares {
  return single("export-places", () => {
    return new FairShares({ limit: EXPORTS_MAX, parts: { owner: EXPORTS_OF_ONE_PERSON_MAX } });
  });
}

/**
 * Takes a place for a file that is sent while it is read.
 * @param userId the person who exports
 * @returns a function that gives the place back; a second call of it does nothing
 * @throws AppError RATE_LIMITED when this person has as many exports as allowed; UNAVAILABLE when everybody together has
 */
export function takeExportPlace(userId: string): () => void {
  const holder = { owner: userId };
  const full = places().take(holder);
  const details = { retryAfterSeconds: 10 };
  if (full === "owner") {
    throw new AppError(
      "RATE_LIMITED",
      "Your other exports are still being sent. Wait until one of them ends.",
      details,
    );
  }
  if (full !== null) throw new AppError("UNAVAILABLE", "Too many exports are being sent. Try again shortly.", details);
  let isHeld = true;
  return () => {
    if (isHeld) places().give(holder);
    isHeld = false;
  };
}
