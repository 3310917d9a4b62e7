/** What keys hold a number of, for one and for many: "call in progress", "calls in progress". */
export type HeldThing = { one: string; many: string };

type Holding = {
  /** How many the key, or all keys of its owner, hold. */
  held: number;
  thing: HeldThing;
  /** How many one key may hold. */
  keyLimit: number;
  /** Whether a workspace owns the key, instead of a person. */
  isServiceKey: boolean;
};

/**
 * Says that a key, or its owner with all their keys, holds as much as it may.
 * @param full whose part is used up
 */
export function fullWords(full: "key" | "owner", { held, thing, keyLimit, isServiceKey }: Holding): string {
  const count = `${held} ${held === 1 ? thing.one : thing.many}`;
  if (full === "key") return `This key has ${count}, and ${keyLimit} is the limit.`;
  const whose = isServiceKey ? "The service keys of this workspace" : "Your keys";
  return `${whose} have ${count} here, and more would take the places of others.`;
}
