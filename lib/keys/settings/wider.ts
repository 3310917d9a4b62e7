import { rightsOf } from "#lib/keys/access/scopes";

/** Everything that bounds what a key may do. */
export type KeyBounds = {
  scopes: readonly string[];
  workspaceIds: readonly string[];
  /** Null for all. */
  environment: string | null;
  /** Null for all, those connected later too. */
  serverIds: readonly string[] | null;
};

/**
 * Whether a key could do anything with `after` that it could not do with `before`, now or once servers are connected
 * or change their environment. What is merely possible counts, so the answer may be yes for a change that lets it reach
 * nothing more today.
 */
export function isWider(before: KeyBounds, after: KeyBounds): boolean {
  return (
    !isWithin(rightsOf(after.scopes), rightsOf(before.scopes)) ||
    !isWithin(after.workspaceIds, new Set(before.workspaceIds)) ||
    (before.environment !== null && after.environment !== before.environment) ||
    (before.serverIds !== null && (after.serverIds === null || !isWithin(after.serverIds, new Set(before.serverIds))))
  );
}

function isWithin<Item>(part: Iterable<Item>, whole: ReadonlySet<Item>): boolean {
  return [...part].every((item) => whole.has(item));
}
