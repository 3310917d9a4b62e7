export const SLUG_MAX = 24;

/** Lower-case words joined by single hyphens. No underscore: `__` separates a server's slug from its tool names. */
export const SLUG_SHAPE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** For names without a single Latin letter or digit. */
const FALLBACK = "server";

/** The slug that `name` suggests: always one that `SLUG_SHAPE` and `SLUG_MAX` allow. */
export function slugFrom(name: string): string {
  const words = name
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-");
  return (
    words
      .slice(0, SLUG_MAX + 1)
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, SLUG_MAX)
      .replace(/-$/, "") || FALLBACK
  );
}

/** `slug`, or with the first number from 2 on that makes it differ from all `taken` ones. */
export function freeSlug(slug: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? "" : `-${number}`;
    const candidate = slug.slice(0, SLUG_MAX - suffix.length).replace(/-$/, "") + suffix;
    if (!taken.has(candidate)) return candidate;
  }
}
