/**
 * What was wrong when a client came and was not let in:
 * - `no_credential`: no key at all
 * - `no_bearer`: an `Authorization` header without the word `Bearer`
 * - `placeholder`: the name of a variable, or words of an example, in the place of the key
 * - `cut_short`: a key's beginning, with less than all of it
 * - `malformed`: something else than a key
 * - `in_query`: the key stood in the URL
 * - `unknown`: of a key's form, but there is no such key
 * - `expired`, `revoked`: a key that has ended
 */
export type RefusalKind =
  | "no_credential"
  | "no_bearer"
  | "placeholder"
  | "cut_short"
  | "malformed"
  | "in_query"
  | "unknown"
  | "expired"
  | "revoked";

/** Why the awaited client is not connected; `other_key` means that one came with another key of the same person. */
export type ConnectionProblem = {
  kind: RefusalKind | "other_key";
  at: Date;
  client: string | null;
  /** The other key that was sent; null when it was this one, or nobody can tell. */
  otherKey: { name: string | null; mask: string; workspaces: string[] } | null;
};

export type Connection = {
  /** When this was found out: what is asked next asks from here on. */
  now: Date;
  connected: { client: string | null; version: string | null; at: Date } | null;
  /** Tools that the connected client is shown; null while there is none. */
  tools: number | null;
  problem: ConnectionProblem | null;
};
