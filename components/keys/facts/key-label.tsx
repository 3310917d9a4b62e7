import type { KeyView } from "#lib/keys/view/dto";

/** What a key is called on the screen: its name, or else the start of its token. A connected app always has a name. */
export function keyLabel(key: Pick<KeyView, "name" | "mask">): string {
  return key.name ?? key.mask.replace(/….*/, "…");
}
