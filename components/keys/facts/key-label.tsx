import type { KeyView } from "#lib/keys/view/dto";

const NAME_SHOWN = 28;

const LIST = new Intl.ListFormat("en-GB");

/** What a key is called on the screen: its name, or the start of its token. */
export function keyLabel(key: Pick<KeyView, "name" | "mask">): string {
  return key.name ?? key.mask.replace(/….*/, "…");
}

/** "Acme", "Acme and Labs", "Acme, Labs and 3 more"; long names are cut. */
export function nameList(names: string[], shown = 2): string {
  const rest = names.length - shown;
  const short = names.map(cut);
  if (rest > 1) return `${short.slice(0, shown).join(", ")} and ${rest} more`;
  return LIST.format(short);
}

function cut(name: string): string {
  const characters = [...name];
  return characters.length > NAME_SHOWN ? `${characters.slice(0, NAME_SHOWN - 1).join("")}…` : name;
}
