import { HOUR_MS } from "#lib/clock";
import { asShown } from "#lib/text/as-shown";

/** A key that was used more recently than this is in use. Revoking it then needs more than a click. */
const IN_USE_MS = HOUR_MS;

/**
 * Whether a person has to type the key's name to revoke it at `now`.
 * @param lastUsedAt null for a key that was never used; it may be later than `now` when the clocks of two machines
 *   differ
 */
export function mustTypeName(lastUsedAt: Date | null, now: Date): boolean {
  return lastUsedAt !== null && now.getTime() - lastUsedAt.getTime() < IN_USE_MS;
}

/**
 * The text that a person has to type: the key's name as screens show it, or the visible beginning of its token when
 * there is no name to be seen.
 */
export function nameToType(key: { name: string | null; mask: string }): string {
  return asShown(key.name ?? "") || (key.mask.split("…", 1)[0] ?? key.mask);
}

/** Whether `typed` is that name. A character that the screen does not show need not be typed. */
export function isNameTyped(typed: string, name: string): boolean {
  return asShown(typed) === asShown(name);
}
