import type { KeyView } from "#lib/keys/view/dto";

/** What people call a credential for clients: a key has a token that they copy, an app has signed in by itself. */
export type Noun = "key" | "app";

/** The word for a key or a connected app, which is a key without a token of its own. */
export function nounOf({ app }: Pick<KeyView, "app">): Noun {
  return app ? "app" : "key";
}

/** "A key" or "An app", at the beginning of a sentence. */
export function articled(noun: Noun): string {
  return noun === "app" ? "An app" : "A key";
}
