/** The alphabet: digits, upper case, lower case. Its order is part of the token format. */
export const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The largest multiple of 62 that fits in a byte. Bytes from here on would make the first characters more likely. */
const UNBIASED_BELOW = 248;

/**
 * Makes `length` random characters, all equally likely, by rejection sampling.
 * @param randomBytes returns `count` uniformly random bytes; it must be a CSPRNG outside tests
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

/** Writes a non-negative integer in base 62, padded with zeros to `length` characters. */
export function toBase62(number: number, length: number): string {
  let text = "";
  for (let rest = number; rest > 0; rest = Math.floor(rest / BASE62.length)) {
    text = BASE62.charAt(rest % BASE62.length) + text;
  }
  return text.padStart(length, BASE62.charAt(0));
}
