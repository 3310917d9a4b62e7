import { accessLevelOf, isImplied, rightsOf, SCOPES, type Scope } from "#lib/keys/access/scopes";
import { draftOf, type KeyDraft, newDraft } from "#lib/keys/settings/draft";
import type { KeyView } from "#lib/keys/view/dto";

type Beginning = {
  /** What the client asks for. */
  wanted: readonly Scope[];
  /** The app that is connected again; null for a new one. */
  earlier: KeyView | null;
  /** The workspaces of a new app. */
  workspaceIds: string[];
};

/**
 * The choices with which the page begins: what the client asks for, or what the app had that is connected again. An app
 * that asks for more than it had gets both. The person can still give less or more.
 */
export function consentDraft({ wanted, earlier, workspaceIds }: Beginning): KeyDraft {
  const choices = earlier ? draftOf(earlier) : newDraft(workspaceIds);
  const had = earlier?.scopes ?? [];
  const all = SCOPES.filter((scope) => had.includes(scope) || wanted.includes(scope));
  return { ...choices, access: accessLevelOf(all), scopes: all.filter((scope) => !isImplied(scope, all)) };
}

/** Whether a client asks for something that the app which is connected again could not do. */
export function asksForMore(earlier: Pick<KeyView, "scopes">, wanted: readonly Scope[]): boolean {
  const had = rightsOf(earlier.scopes);
  return [...rightsOf(wanted)].some((right) => !had.has(right));
}
