import { rightsOf } from "#lib/keys/access/scopes";
import type { KeySettings } from "#lib/keys/model/key-settings";

/** The settings that bound what a key may do. */
export type KeyBounds = Omit<KeySettings, "name" | "nameInClients" | "expiresAt">;

/** Whether each bound alone lets a key do more after a change than before. */
const IS_WIDER: { [Bound in keyof KeyBounds]: (before: KeyBounds[Bound], after: KeyBounds[Bound]) => boolean } = {
  scopes: (before, after) => !isWithin(rightsOf(after), rightsOf(before)),
  workspaceIds: (before, after) => !isWithin(after, new Set(before)),
  environment: (before, after) => before !== null && after !== before,
  serverIds: (before, after) => before !== null && (after === null || !isWithin(after, new Set(before))),
};

/**
 * Whether a key could do anything with `after` that it could not do with `before`, now or once servers are connected or
 * change their environment. A mere possibility counts, so a change may be wider although the key reaches nothing more
 * today.
 */
export function isWider(before: KeyBounds, after: KeyBounds): boolean {
  const bounds = Object.keys(IS_WIDER) as (keyof KeyBounds)[];
  return bounds.some((bound) => isBoundWider(bound, before, after));
}

function isBoundWider<Bound extends keyof KeyBounds>(bound: Bound, before: KeyBounds, after: KeyBounds): boolean {
  return IS_WIDER[bound](before[bound], after[bound]);
}

function isWithin<Item>(part: Iterable<Item>, whole: ReadonlySet<Item>): boolean {
  return [...part].every((item) => whole.has(item));
}
