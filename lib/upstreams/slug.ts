import { hyphenated } from "#lib/text/slug";

export const SLUG_MAX = 24;

/** The shape of a slug: lower-case words joined by single hyphens. `__` separates a slug from a tool name. */
export const SLUG_SHAPE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** The slug of a name that has no Latin letter and no digit. */
const FALLBACK = "server";

/** Makes a slug from a name. `SLUG_SHAPE` and `SLUG_MAX` always allow it. */
export function slugFrom(name: string): string {
  return (
    hyphenated(name)
      .slice(0, SLUG_MAX + 1)
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, SLUG_MAX)
      .replace(/-$/, "") || FALLBACK
  );
}
