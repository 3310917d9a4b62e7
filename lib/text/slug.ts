/**
 * Writes `name` in lower-case ASCII letters and digits. One hyphen replaces all other characters, also at both ends.
 */
export function hyphenated(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-");
}

/**
 * Returns `slug`, or adds the first number from 2 on that makes it differ from all `taken` ones.
 * @param maxLength the longest slug with its number, in characters
 */
export function freeSlug(slug: string, taken: ReadonlySet<string>, maxLength = Number.POSITIVE_INFINITY): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? "" : `-${number}`;
    const candidate = slug.slice(0, maxLength - suffix.length).replace(/-$/, "") + suffix;
    if (!taken.has(candidate)) return candidate;
  }
}
