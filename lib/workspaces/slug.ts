import { randomInt } from "node:crypto";
import { hyphenated } from "#lib/text/slug";

const SLUG_MAX = 40;

/** Four of these follow the name. Without vowels they spell no word, and none looks like another one. */
const SUFFIX_CHARACTERS = "23456789bcdfghjkmnpqrstvwxz";
const SUFFIX_LENGTH = 4;

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

/**
 * Makes the slug of a further workspace: one from the name, and random characters. They are always there. A slug with
 * them only on a collision, or with a number, would tell that another workspace has the name (decision 34).
 */
export function randomSlugOf(name: string): string {
  const suffix = Array.from({ length: SUFFIX_LENGTH }, () => SUFFIX_CHARACTERS[randomInt(SUFFIX_CHARACTERS.length)]);
  const beginning = slugOf(name)
    .slice(0, SLUG_MAX - SUFFIX_LENGTH - 1)
    .replace(/-$/, "");
  return `${beginning}-${suffix.join("")}`;
}
