/**
 * A word that every shell reads as it is. PowerShell makes a list of a word with a comma, and looks up a variable for
 * one that begins with `@`.
 */
const PLAIN = /^[A-Za-z0-9_%+:./-]+$/;
/** A word that POSIX shells and PowerShell read as it is between double quotes. */
const SAFE_IN_DOUBLE_QUOTES = /^[A-Za-z0-9_@%+=:,./<>()[\]{}?&#;|*~ -]+$/;

/**
 * One word of a command line, quoted where needed. It uses double quotes if possible, because they work in Windows
 * shells too. Otherwise it uses single quotes, which work in POSIX shells for every text. It drops NUL characters,
 * because no command line can hold them. Lone surrogates become U+FFFD.
 */
export function shellWord(text: string): string {
  const clean = text.replaceAll("\0", "").toWellFormed();
  if (PLAIN.test(clean)) return clean;
  if (SAFE_IN_DOUBLE_QUOTES.test(clean)) return `"${clean}"`;
  return `'${clean.replaceAll("'", "'\\''")}'`;
}

/** Joins words to a command line, and quotes each word where needed. */
export function command(...words: string[]): string {
  return words.map(shellWord).join(" ");
}
