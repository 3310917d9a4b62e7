import { AppError } from "#lib/errors";
import { waitWords } from "#lib/format/dates";
import { Limiter } from "#lib/rate-limit/limiter";
import { networkOf } from "#lib/rate-limit/network";
import type { Refusal } from "#lib/rate-limit/rate";
import { type Counted, giveBackAll, takeInSequence } from "#lib/rate-limit/take-in-sequence";

const QUARTER_HOUR_SECONDS = 15 * 60;

function perQuarterHour(name: string, times: number): Limiter {
  return new Limiter(name, () => ({ times, perSeconds: QUARTER_HOUR_SECONDS, burst: times }));
}

/** Limits failures of a browser that has signed in to this account before. Nobody else can use it up. */
const perDevice = perQuarterHour("sign-in:device", 10);
/**
 * Limits failures of all known devices at one account. Somebody who knew an earlier password may have the marks of many
 * devices.
 */
const perAccountKnown = perQuarterHour("sign-in:account-known", 50);
/** Limits failures of one session, whose person enters the password again. */
const perSession = perQuarterHour("sign-in:session", 5);
/** Limits failures of one network at one account. */
const perPair = perQuarterHour("sign-in:pair", 5);
/** Above this number of failures a network is noisy. */
const perNetwork = perQuarterHour("sign-in:network", 50);
/** The two limits of a noisy network: few attempts at each account, and many at all accounts together. */
const perPairWhenNoisy = perQuarterHour("sign-in:noisy-pair", 1);
const perNoisyNetwork = perQuarterHour("sign-in:noisy-network", 500);
/** Limits failures of all unknown devices at one account. It is high, because reaching it locks new devices out. */
const perAccount = perQuarterHour("sign-in:account", 50);

export type SignInAttempt = {
  email: string;
  address: string;
  /** The id of a browser that has signed in to this account before; null for any other. */
  knownDevice: string | null;
};

/** What was counted for an attempt. The first is the most specific. */
export type CountedAttempt = readonly Counted[];

/**
 * Counts an attempt to sign in. Call this before the password is checked. A known device counts for itself alone, so
 * failures elsewhere do not keep it out (decision 34).
 * @throws AppError RATE_LIMITED with the seconds to wait
 */
export async function countSignIn({ email, address, knownDevice }: SignInAttempt): Promise<CountedAttempt> {
  if (knownDevice !== null) {
    return count([
      { limiter: perDevice, subject: knownDevice },
      { limiter: perAccountKnown, subject: email },
    ]);
  }
  const network = networkOf(address);
  const pair = { limiter: perPair, subject: `${email} ${network}` };
  const account = { limiter: perAccount, subject: email };
  const quiet = [pair, { limiter: perNetwork, subject: network }, account];
  const refused = await takeInSequence(quiet);
  if (!refused) return quiet;
  if (quiet[refused.index]?.limiter !== perNetwork) throw tooMany(refused.refusal);
  // People with a new device behind a noisy network can still sign in, if they type the right password at once.
  const noisyPair = { ...pair, limiter: perPairWhenNoisy };
  return count([pair, noisyPair, { limiter: perNoisyNetwork, subject: network }, account]);
}

/**
 * Counts an attempt of a signed-in person to prove who they are. Only this session can use it up.
 * @param sessionId the id of the session, or of another credential with which the person acts
 * @throws AppError RATE_LIMITED with the seconds to wait
 */
export function countProof(sessionId: string): Promise<CountedAttempt> {
  return count([{ limiter: perSession, subject: sessionId }]);
}

/** Undoes the count of an attempt whose password was not checked, because too many wait. */
export async function undoAttempt(attempt: CountedAttempt): Promise<void> {
  await giveBackAll(attempt);
}

/** Undoes the count of an attempt that succeeded. The most specific count starts at zero again. */
export async function forgiveAttempt([specific, ...others]: CountedAttempt): Promise<void> {
  await Promise.all([specific?.limiter.clear(specific.subject), giveBackAll(others)]);
}

async function count(sequence: Counted[]): Promise<CountedAttempt> {
  const refused = await takeInSequence(sequence);
  if (refused) throw tooMany(refused.refusal);
  return sequence;
}

function tooMany({ waitSeconds }: Refusal): AppError {
  const message = `Too many failed attempts. Try again in ${waitWords(waitSeconds)}.`;
  return new AppError("RATE_LIMITED", message, { retryAfterSeconds: waitSeconds });
}
