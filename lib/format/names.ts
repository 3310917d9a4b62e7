const names = new Intl.Collator("en", { numeric: true });

/** Orders names as people do: without regard to case, and "Team 9" before "Team 10". */
export function compareNames(one: { name: string }, other: { name: string }): number {
  return names.compare(one.name, other.name);
}
