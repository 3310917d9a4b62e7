/** Means itself to every shell. */
const PLAIN = /^[A-Za-z0-9_@%+:,./-]+$/;
/** Means itself between double quotes to POSIX shells and PowerShell alike. */
const SAFE_IN_DOUBLE_QUOTES = /^[A-Za-z0-9_@%+=:,./<>()[\]{}?&#;|*~ -]+$/;

/**
 * One word of a command line. Double quotes where they are enough, because they work in Windows shells as well;
 * else single quotes, inside which a POSIX shell leaves everything alone.
 * A NUL, which no command line can hold, is dropped; lone surrogates become U+FFFD.
 */
function shellWord(text: string): string {
  const clean = text.replaceAll("\0", "").toWellFormed();
  if (PLAIN.test(clean)) return clean;
  if (SAFE_IN_DOUBLE_QUOTES.test(clean)) return `"${clean}"`;
  return `'${clean.replaceAll("'", "'\\''")}'`;
}

/** A command line from its words. */
export function command(...words: string[]): string {
  return words.map(shellWord).join(" ");
}
