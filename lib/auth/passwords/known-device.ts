import { randomBytes } from "node:crypto";
import { DAY_MS } from "#lib/clock";
import { readSigned, sign } from "#lib/secrets/signed-text";

/**
 * The cookie that tells the browsers in which somebody has signed in ("device cookies" of OWASP). It is no credential:
 * whoever has it must still know the password. It only gives the browser attempts of its own.
 */
export const DEVICE_COOKIE = "latchkey-device";

/** The only path that gets the cookie: the one that checks passwords. */
const PATH = "/api/auth/callback/credentials";
/** A browser that has not signed in for this time is a new one. */
const VALID_DAYS = 180;
/** One browser remembers this many accounts. */
const ACCOUNTS_MAX = 5;
const SEPARATOR = "~";

/** The mark of one account: a signed text with a random id and the time of the last sign-in in milliseconds. */
type Mark = { text: string; deviceId: string };

/**
 * Reads whether a browser has signed in to an account before.
 * @param cookie the value of the cookie; it may be any text
 * @returns the id of the browser for this account; null when it is unknown
 */
export function knownDevice(cookie: string | undefined, email: string, now: Date): string | null {
  return marksOf(cookie, email, now)[0]?.deviceId ?? null;
}

/**
 * Makes the cookie after a successful sign-in. The browser stays known for the accounts that it knew.
 * @param cookie the value that the browser sent
 * @returns the value of the header Set-Cookie
 */
export function deviceCookie(
  cookie: string | undefined,
  email: string,
  { now, secure }: { now: Date; secure: boolean },
): string {
  const known = marksOf(cookie, email, now);
  const deviceId = known[0]?.deviceId ?? randomBytes(16).toString("base64url");
  const mark = sign(`${deviceId}.${now.getTime()}`, boundTo(email));
  const others = partsOf(cookie).filter((part) => !known.some(({ text }) => text === part));
  const value = [mark, ...others].slice(0, ACCOUNTS_MAX).join(SEPARATOR);
  const attributes = `Path=${PATH}; Max-Age=${(VALID_DAYS * DAY_MS) / 1_000}; HttpOnly; SameSite=Strict`;
  return `${DEVICE_COOKIE}=${value}; ${attributes}${secure ? "; Secure" : ""}`;
}

function marksOf(cookie: string | undefined, email: string, now: Date): Mark[] {
  return partsOf(cookie).flatMap((text) => {
    const [deviceId = "", signedInAtMs] = readSigned(text, boundTo(email))?.split(".") ?? [];
    const isRecent = Number(signedInAtMs) > now.getTime() - VALID_DAYS * DAY_MS;
    return isRecent ? [{ text, deviceId }] : [];
  });
}

/** A browser sends what it wants, so only the first parts are read, and only those that a cookie may hold. */
function partsOf(cookie: string | undefined): string[] {
  return cookie ? cookie.split(SEPARATOR, ACCOUNTS_MAX).filter((part) => /^[\w.-]{1,400}$/.test(part)) : [];
}

/** The signature holds for one account, so a browser cannot use its mark for another one. */
function boundTo(email: string): string {
  return `known device of ${email}`;
}
