import type { Noun } from "#components/keys/facts/noun";
import { counted } from "#lib/format/numbers";
import type { KeySight } from "#lib/gateway/preview/dto";

/** "This key will see 7 tools." */
export function sightSentence({ toolCount }: KeySight, verb: "will see" | "sees", noun: Noun): string {
  return `This ${noun} ${verb} ${toolCount === 0 ? "no tools" : counted(toolCount, "tool")}.`;
}

/** "3 can change things, 1 of them destructive · 2 resources · 1 prompt". */
export function sightFacts(sight: KeySight): string {
  const { writingCount, destructiveCount, resourceCount, promptCount } = sight;
  return [
    writingCount > 0 &&
      `${writingCount} can change things${destructiveCount > 0 ? `, ${destructiveCount} of them destructive` : ""}`,
    counted(resourceCount, "resource"),
    counted(promptCount, "prompt"),
    sight.toolCount === 0 && sight.callableCount > 0 && `may call ${counted(sight.callableCount, "tool")} by name`,
    isListOnly(sight) && "may list tools but call none",
  ]
    .filter(Boolean)
    .join(" · ");
}

/**
 * Whether a key may list tools of servers but call none. The first tool is Latchkey's own, which every key may call.
 */
function isListOnly({ toolCount, callableCount }: KeySight): boolean {
  return toolCount > 1 && callableCount === 0;
}
