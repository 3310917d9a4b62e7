import { counted } from "#lib/format/numbers";

type Offers = { toolCount: number; resourceCount: number; promptCount: number };

/** What a server offers: "12 tools · 3 resources". Leaves out resources and prompts that it has none of. */
export function offersInWords({ toolCount, resourceCount, promptCount }: Offers): string {
  return [
    counted(toolCount, "tool"),
    resourceCount > 0 && counted(resourceCount, "resource"),
    promptCount > 0 && counted(promptCount, "prompt"),
  ]
    .filter(Boolean)
    .join(" · ");
}
