import type { Prisma } from "#lib/db/client";
import { escapeLikePattern, maskEnds } from "#lib/listing/search";

/**
 * Makes the condition for the keys that a search finds. A key is found by its name, by either end of its token, or by
 * its whole mask (`mcp_2abc1…ef789`).
 * @param also a further condition by which a key is found, for the text anywhere in some other field
 */
export function keySearchCondition(
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
