import { replaceUnseen } from "#lib/text/unseen-characters";

/**
 * Writes a name as a screen shows it: several blanks as one, and nothing for a character that is not seen. A person who
 * types a name that stands on the screen gets the same text.
 */
export function asShown(text: string): string {
  return replaceUnseen(text.normalize("NFC").replaceAll(/\s+/g, " "), () => "").trim();
}
