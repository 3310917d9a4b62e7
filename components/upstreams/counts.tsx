/** "1 tool", "12 tools". */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString("en-GB")} ${noun}${number === 1 ? "" : "s"}`;
}

type Offers = { toolCount: number; resourceCount: number; promptCount: number };

/** "12 tools · 3 resources"; kinds of which there are none are left out, except tools. */
export function offersInWords({ toolCount, resourceCount, promptCount }: Offers): string {
  return [
    count(toolCount, "tool"),
    resourceCount > 0 && count(resourceCount, "resource"),
    promptCount > 0 && count(promptCount, "prompt"),
  ]
    .filter(Boolean)
    .join(" · ");
}
