/** Line ends and the like that are legal inside JSON strings, but not inside those of TOML and YAML. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/**
 * A double-quoted string as TOML (basic string) and YAML 1.2 (double-quoted scalar) both read it: JSON's escapes are a
 * subset of theirs. Lone surrogates, which neither allows, become U+FFFD.
 */
export function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(UNPRINTABLE, unicodeEscape);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
