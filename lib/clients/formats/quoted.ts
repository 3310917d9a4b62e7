/** Characters, such as line ends, that are allowed in JSON strings but not in strings of TOML and YAML. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/**
 * A string in double quotes that both TOML (basic string) and YAML 1.2 (double-quoted scalar) can read. The escapes of
 * JSON are a subset of theirs. Lone surrogates become U+FFFD, because neither format allows them.
 */
export function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(UNPRINTABLE, unicodeEscape);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
