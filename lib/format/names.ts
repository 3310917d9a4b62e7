const collator = new Intl.Collator("en", { numeric: true });
const list = new Intl.ListFormat("en-GB");

/** The longest name that `shortNameList` shows in full, in characters. */
const NAME_MAX = 28;

/** Orders names as people do: case does not matter, and "Team 9" comes before "Team 10". */
export function compareNames(one: { name: string }, other: { name: string }): number {
  return collator.compare(one.name, other.name);
}

/** All names as a list in a sentence: "Acme", "Acme and Labs", "Acme, Labs and Ops". */
export function nameList(names: readonly string[]): string {
  return list.format(names);
}

/** The first names as a list in a sentence: "Acme and Labs", "Acme, Labs and 3 more". Long names are cut. */
export function shortNameList(names: readonly string[], shown = 2): string {
  const rest = names.length - shown;
  const short = names.map(cut);
  if (rest > 1) return `${short.slice(0, shown).join(", ")} and ${rest} more`;
  return nameList(short);
}

function cut(name: string): string {
  const characters = [...name];
  return characters.length > NAME_MAX ? `${characters.slice(0, NAME_MAX - 1).join("")}…` : name;
}
