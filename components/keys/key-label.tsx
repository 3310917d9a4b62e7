import type { KeyView } from "#lib/keys/dto";

/** What a key is called on the screen: its name, or the start of its token. */
export function keyLabel(key: Pick<KeyView, "name" | "mask">): string {
  return key.name ?? `${key.mask.split("…")[0]}…`;
}

/** "Acme", "Acme and Labs", "Acme, Labs and 3 more". */
export function nameList(names: string[], shown = 2): string {
  const rest = names.length - shown;
  if (rest > 1) return `${names.slice(0, shown).join(", ")} and ${rest} more`;
  return new Intl.ListFormat("en-GB").format(names);
}
