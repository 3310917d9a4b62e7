import { UNSEEN_CLASS } from "#lib/text/unseen-characters";

/** Variation selectors have a rule of their own. */
const UNSEEN = new RegExp(`[[${UNSEEN_CLASS}]--\\p{Variation_Selector}]`, "v");

/** A variation selector changes the character before it. Alone, or behind another one, it only hides data. */
const STRAY_SELECTOR = /(?<![[\p{L}\p{M}\p{N}\p{P}\p{S}]--\p{Variation_Selector}])\p{Variation_Selector}/v;

const UNWANTED = new RegExp(`${UNSEEN.source}|${STRAY_SELECTOR.source}`, "v");
const EVERY_UNWANTED = new RegExp(UNWANTED.source, "gv");

/** Scripts whose words are written with joiners (U+200C, U+200D), such as Persian, Hindi and Sinhala. */
const JOINING =
  "[\\p{scx=Arab}\\p{scx=Syrc}\\p{scx=Mong}\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Guru}\\p{scx=Gujr}\\p{scx=Orya}\\p{scx=Taml}\\p{scx=Telu}\\p{scx=Knda}\\p{scx=Mlym}\\p{scx=Sinh}\\p{scx=Khmr}\\p{scx=Mymr}\\p{scx=Tibt}]";
const JOINER_IN_WORD = `(?<=[${JOINING}&&[\\p{L}\\p{M}]])[\\u200c\\u200d](?=[${JOINING}&&[\\p{L}\\p{M}]])`;

/** What may hold joiners: an emoji that Unicode recommends, and a word of a script that needs them. */
const WELL_JOINED = new RegExp(`\\p{RGI_Emoji}|${JOINER_IN_WORD}`, "gv");

const PLAIN = /^[\x20-\x7e]*$/;

/**
 * Finds the first character that a reader does not see.
 * @returns its code point, such as `U+200B`; null when all can be seen
 */
export function findUnseen(text: string): string | null {
  if (PLAIN.test(text)) return null;
  const found = UNWANTED.exec(text.replaceAll(WELL_JOINED, " "));
  return found && codePointName(found[0]);
}

/** Leaves out every character that a reader does not see. Emoji and words keep their joiners. */
export function withoutUnseen(text: string): string {
  if (PLAIN.test(text)) return text;
  const kept: string[] = [];
  let at = 0;
  for (const { 0: part, index } of text.matchAll(WELL_JOINED)) {
    kept.push(text.slice(at, index).replaceAll(EVERY_UNWANTED, ""), part);
    at = index + part.length;
  }
  return kept.join("") + text.slice(at).replaceAll(EVERY_UNWANTED, "");
}

/** Writes the number of a character as Unicode does: `U+200B`. */
function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
