import { hyphenated } from "#lib/text/slug";

export const SLUG_MAX = 24;

/** Lower-case words joined by single hyphens. No underscore: `__` separates a server's slug from its tool names. */
export const SLUG_SHAPE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** For names without a single Latin letter or digit. */
const FALLBACK = "server";

/** The slug that `name` suggests: always one that `SLUG_SHAPE` and `SLUG_MAX` allow. */
export function slugFrom(name: string): string {
  return (
    hyphenated(name)
      .slice(0, SLUG_MAX + 1)
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, SLUG_MAX)
      .replace(/-$/, "") || FALLBACK
  );
}
