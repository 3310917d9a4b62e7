import type { KeyView } from "#lib/keys/view/dto";

/** Moves each replaced key right after the key that replaced it, if both are in the list. Otherwise keeps the order. */
export function byFamily<Key extends Pick<KeyView, "id" | "replaces" | "replacedBy">>(keys: readonly Key[]): Key[] {
  const byId = new Map(keys.map((key) => [key.id, key]));
  const heads = keys.filter((key) => !key.replacedBy || !byId.has(key.replacedBy.id));
  return heads.flatMap((head) => {
    const line: Key[] = [];
    for (let key: Key | undefined = head; key; key = byId.get(key.replaces?.id ?? "")) line.push(key);
    return line;
  });
}
