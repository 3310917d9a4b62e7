import { AppError } from "#lib/errors";
import { AttemptLimiter } from "#lib/rate-limit/attempts";

const QUARTER_HOUR_SECONDS = 15 * 60;

/** One guesser at one account. */
const perAccountAndAddress = new AttemptLimiter("sign-in:pair", { attempts: 5, perSeconds: QUARTER_HOUR_SECONDS });
/** Many guessers at one account; wide, because whoever fills it locks the owner out. */
const perAccount = new AttemptLimiter("sign-in:account", { attempts: 50, perSeconds: QUARTER_HOUR_SECONDS });
/** One guesser at many accounts. */
const perAddress = new AttemptLimiter("sign-in:address", { attempts: 50, perSeconds: QUARTER_HOUR_SECONDS });

type Attempt = { email: string; address: string };

function counters({ email, address }: Attempt) {
  return [
    { limiter: perAccountAndAddress, subject: `${email} ${address}` },
    { limiter: perAccount, subject: email },
    { limiter: perAddress, subject: address },
  ];
}

/**
 * Counts an attempt to sign in before its password is looked at.
 * @throws AppError RATE_LIMITED with the seconds to wait
 */
export async function countSignInAttempt(attempt: Attempt): Promise<void> {
  const waits = await Promise.all(counters(attempt).map(({ limiter, subject }) => limiter.attempt(subject)));
  const retryAfterSeconds = Math.max(0, ...waits.map((seconds) => seconds ?? 0));
  if (retryAfterSeconds === 0) return;
  const minutes = Math.ceil(retryAfterSeconds / 60);
  const wait = minutes === 1 ? "1 minute" : `${minutes} minutes`;
  throw new AppError("RATE_LIMITED", `Too many failed attempts. Try again in ${wait}.`, { retryAfterSeconds });
}

/** Takes back an attempt that succeeded: the pair starts anew, the others lose one. */
export async function forgiveSignInAttempt(attempt: Attempt): Promise<void> {
  const [pair, ...others] = counters(attempt);
  await Promise.all([
    pair?.limiter.clear(pair.subject),
    ...others.map(({ limiter, subject }) => limiter.forgive(subject)),
  ]);
}
