import { nameList } from "#lib/format/names";
import { counted } from "#lib/format/numbers";

/** What people call a credential for clients: a key has a token that they copy, an app has signed in by itself. */
export type Noun = "key" | "app";

type Masked = { mask: string };

/** The word for a key or a connected app, which is a key without a token of its own, and so without a mask. */
export function nounOf({ mask }: Masked): Noun {
  return mask === "" ? "app" : "key";
}

/** "A key" or "An app", at the beginning of a sentence. */
export function articled(noun: Noun): string {
  return noun === "app" ? "An app" : "A key";
}

/** Counts both kinds: "3 keys", "1 app", "3 keys and 2 apps". */
export function countedNouns(keys: readonly Masked[]): string {
  const apps = keys.filter((key) => nounOf(key) === "app").length;
  const others = keys.length - apps;
  return nameList(
    [others > 0 || apps === 0 ? counted(others, "key") : "", apps > 0 ? counted(apps, "app") : ""].filter(Boolean),
  );
}
