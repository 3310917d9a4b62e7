import { AppError } from "#lib/errors";
import { Limiter } from "#lib/rate-limit/limiter";
import { networkOf } from "#lib/rate-limit/network";

const QUARTER_HOUR_SECONDS = 15 * 60;

function perQuarterHour(name: string, times: number): Limiter {
  return new Limiter(name, () => ({ times, perSeconds: QUARTER_HOUR_SECONDS, burst: times }));
}

/** Limits attempts from one network at one account. */
const perAccountAndAddress = perQuarterHour("sign-in:pair", 5);
/**
 * Limits attempts from all networks at one account. It is high, because an attacker who reaches it locks the owner out.
 */
const perAccount = perQuarterHour("sign-in:account", 50);
/** Limits attempts from one network at all accounts. */
const perAddress = perQuarterHour("sign-in:address", 50);

type Attempt = { email: string; address: string };

function limitersOf({ email, address }: Attempt) {
  const network = networkOf(address);
  return [
    { limiter: perAccountAndAddress, subject: `${email} ${network}` },
    { limiter: perAccount, subject: email },
    { limiter: perAddress, subject: network },
  ];
}

/**
 * Counts an attempt to sign in. Call this before the password is checked.
 * @throws AppError RATE_LIMITED with the seconds to wait
 */
export async function countSignInAttempt(attempt: Attempt): Promise<void> {
  const refusals = await Promise.all(limitersOf(attempt).map(({ limiter, subject }) => limiter.take(subject)));
  const retryAfterSeconds = Math.max(0, ...refusals.map((refusal) => refusal?.waitSeconds ?? 0));
  if (retryAfterSeconds === 0) return;
  const minutes = Math.ceil(retryAfterSeconds / 60);
  const wait = minutes === 1 ? "1 minute" : `${minutes} minutes`;
  throw new AppError("RATE_LIMITED", `Too many failed attempts. Try again in ${wait}.`, { retryAfterSeconds });
}

/**
 * Undoes the count of an attempt that succeeded. The counter of account and network starts at zero again; the other two
 * lose one attempt.
 */
export async function forgiveSignInAttempt(attempt: Attempt): Promise<void> {
  const [pair, ...others] = limitersOf(attempt);
  await Promise.all([
    pair?.limiter.clear(pair.subject),
    ...others.map(({ limiter, subject }) => limiter.giveBack(subject)),
  ]);
}
