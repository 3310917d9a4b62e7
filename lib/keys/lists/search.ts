import type { Prisma } from "#lib/db/client";
import { escapeLikePattern, maskEnds } from "#lib/listing/search";

/**
 * Keys that a search finds: by name, by either end of the token, by its whole mask (`mcp_2abc1…ef789`), or `also` by
 * what has the text somewhere.
 */
export function found(
  search: string,
  also: (anywhere: { contains: string; mode: "insensitive" }) => Prisma.KeyWhereInput,
): Prisma.KeyWhereInput {
  if (!search) return {};
  const ends = maskEnds(search);
  if (ends)
    return {
      tokenStart: { endsWith: escapeLikePattern(ends.start) },
      tokenEnd: { startsWith: escapeLikePattern(ends.end) },
    };
  const anywhere = { contains: escapeLikePattern(search), mode: "insensitive" } as const;
  return { OR: [{ name: anywhere }, { tokenStart: anywhere }, { tokenEnd: anywhere }, also(anywhere)] };
}
