const SLUG_MAX = 40;

/** Slugs that would read as pages. */
const RESERVED = new Set(["new", "settings", "api", "account"]);

/**
 * The part of the URL that names a workspace: lower-case ASCII letters, digits and hyphens.
 * @returns at least one character; `workspace` where the name has nothing to make a slug of
 */
export function slugOf(name: string): string {
  const slug = name
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, SLUG_MAX)
    .replaceAll(/^-+|-+$/g, "");
  return slug === "" || RESERVED.has(slug) ? `${slug || "workspace"}-1` : slug;
}

/** The first of `slug`, `slug-2`, `slug-3`, … that is not taken. */
export function freeSlug(slug: string, taken: ReadonlySet<string>): string {
  if (!taken.has(slug)) return slug;
  for (let number = 2; ; number += 1) {
    const candidate = `${slug}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
