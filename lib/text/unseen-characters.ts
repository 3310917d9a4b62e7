/**
 * The class of characters that a reader does not see, or that change how other text is shown: controls and line ends,
 * formats such as bidi overrides and zero-width spaces, halves of surrogate pairs, characters without an agreed look or
 * meaning, characters that Unicode ignores by default, and the blank Braille pattern. It is the inside of a character
 * class, and everything that refuses, removes or escapes such characters uses it (decision 36).
 */
export const UNSEEN_CLASS =
  "\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}\\p{Noncharacter_Code_Point}\\p{Default_Ignorable_Code_Point}\\u2800";

/** Browsers load this file, and some know no `v` flag. */
const UNSEEN = new RegExp(`[${UNSEEN_CLASS}]`, "gu");

/**
 * Puts other text in place of every character that a reader does not see. This includes the joiners of an emoji and of a
 * word, which names may hold (`withoutUnseen`).
 * @param replacement gives what takes the place of one character
 */
export function replaceUnseen(text: string, replacement: (character: string) => string): string {
  return text.replaceAll(UNSEEN, replacement);
}
