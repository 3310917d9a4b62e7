/** Digits, upper case, lower case: the order of the alphabet is part of the token format. */
export const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The largest multiple of 62 that fits in a byte; bytes from here on would favour the first characters. */
const UNBIASED_BELOW = 248;

/**
 * `length` characters, each of the 62 equally likely, by rejection sampling.
 * @param randomBytes gives that many uniformly random bytes; a CSPRNG outside tests
 */
export function randomBase62(length: number, randomBytes: (count: number) => Uint8Array): string {
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length - text.length)) {
      if (byte < UNBIASED_BELOW) text += BASE62.charAt(byte % BASE62.length);
    }
  }
  return text;
}

/** A whole number from 0 on in base 62, with zeros in front up to `length` characters. */
export function toBase62(number: number, length: number): string {
  let text = "";
  for (let rest = number; rest > 0; rest = Math.floor(rest / BASE62.length)) {
    text = BASE62.charAt(rest % BASE62.length) + text;
  }
  return text.padStart(length, BASE62.charAt(0));
}
