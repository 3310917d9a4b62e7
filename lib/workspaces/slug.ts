import { hyphenated } from "#lib/text/slug";

const SLUG_MAX = 40;

/** Slugs that look like the path of a page. */
const RESERVED = new Set(["new", "settings", "api", "account"]);

/**
 * Makes the part of the URL that names a workspace. It has lower-case ASCII letters, digits and hyphens.
 * @returns a slug of at least one character; "workspace-1" when the name has no letter or digit that a slug can have
 */
export function slugOf(name: string): string {
  const slug = hyphenated(name)
    .slice(0, SLUG_MAX)
    .replaceAll(/^-+|-+$/g, "");
  return slug === "" || RESERVED.has(slug) ? `${slug || "workspace"}-1` : slug;
}
