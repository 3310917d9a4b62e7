/** `name` in lower-case ASCII letters and digits, everything else as single hyphens, which may also begin and end it. */
export function hyphenated(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-");
}

/**
 * `slug`, or with the first number from 2 on that makes it differ from all `taken` ones.
 * @param maxLength characters that the slug may have, its number included
 */
export function freeSlug(slug: string, taken: ReadonlySet<string>, maxLength = Number.POSITIVE_INFINITY): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? "" : `-${number}`;
    const candidate = slug.slice(0, maxLength - suffix.length).replace(/-$/, "") + suffix;
    if (!taken.has(candidate)) return candidate;
  }
}
