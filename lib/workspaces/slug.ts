import { hyphenated } from "#lib/text/slug";

const SLUG_MAX = 40;

/** Slugs that would read as pages. */
const RESERVED = new Set(["new", "settings", "api", "account"]);

/**
 * The part of the URL that names a workspace: lower-case ASCII letters, digits and hyphens.
 * @returns at least one character; `workspace` where the name has nothing to make a slug of
 */
export function slugOf(name: string): string {
  const slug = hyphenated(name)
    .slice(0, SLUG_MAX)
    .replaceAll(/^-+|-+$/g, "");
  return slug === "" || RESERVED.has(slug) ? `${slug || "workspace"}-1` : slug;
}
