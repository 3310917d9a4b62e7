import { HOUR_MS } from "#lib/clock";

/** A key used more recently than this is in use, so ending it takes more than a click. */
const IN_USE_MS = HOUR_MS;

/**
 * Whether the key's name has to be typed before it is revoked at `now`.
 * @param lastUsedAt null when it was never used; later than `now` where the clocks of two machines differ
 */
export function mustTypeName(lastUsedAt: Date | null, now: Date): boolean {
  return lastUsedAt !== null && now.getTime() - lastUsedAt.getTime() < IN_USE_MS;
}

/** What has to be typed: the key's name, or without one what its list shows of the token's beginning. */
export function nameToType(key: { name: string | null; mask: string }): string {
  return key.name ?? key.mask.split("…", 1)[0] ?? key.mask;
}

/** Whether `typed` is that name. Screens show a run of spaces as one, so one is enough. */
export function isNameTyped(typed: string, name: string): boolean {
  return asShown(typed) === asShown(name);
}

function asShown(text: string): string {
  return text.normalize("NFC").trim().replace(/\s+/g, " ");
}
