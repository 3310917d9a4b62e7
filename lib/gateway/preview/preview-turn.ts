import type { Caller } from "#lib/auth/principal";
import { FairSemaphore } from "#lib/bounds/fair-semaphore";
import { SECOND_MS } from "#lib/clock";
import { AppError } from "#lib/errors";
import { single } from "#lib/process";
import { Limiter } from "#lib/rate-limit/limiter";

/** A form asks for a preview at each change, and a preview of many tools costs up to 0.7 s of processor. */
const perPerson = new Limiter("previews-by-person", () => ({ times: 120, perSeconds: 60, burst: 60 }));
const AT_ONCE = 4;
const AT_ONCE_FOR_PERSON = 1;
const WAIT_MS = 30 * SECOND_MS;

/**
 * Does the work of a preview when it is the caller's turn. Previews of one person come one after the other.
 * @throws AppError RATE_LIMITED when the person asks too often; UNAVAILABLE when there was no turn within 30 s
 */
export async function inPreviewTurn<T>({ principal }: Caller, work: () => Promise<T>): Promise<T> {
  const refused = await perPerson.take(principal.userId);
  if (refused) {
    const { waitSeconds: retryAfterSeconds } = refused;
    throw new AppError("RATE_LIMITED", `You asked for too many previews. Try again in ${retryAfterSeconds} s.`, {
      retryAfterSeconds,
    });
  }
  const turns = single("previews", () => new FairSemaphore(AT_ONCE, AT_ONCE_FOR_PERSON));
  const release = await turns.acquire(principal.userId, 1, AbortSignal.timeout(WAIT_MS)).catch(() => {
    throw new AppError("UNAVAILABLE", "Latchkey computes many previews right now. Try again later.");
  });
  try {
    return await work();
  } finally {
    release();
  }
}
