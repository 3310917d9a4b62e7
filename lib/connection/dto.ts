import type { ClientNames } from "#lib/keys/view/dto";

/**
 * Why the gateway refused a client's credential:
 * - `no_credential`: the request has no token
 * - `no_bearer`: the `Authorization` header lacks the word `Bearer`
 * - `placeholder`: the name of a variable, or the words of an example, instead of the token
 * - `cut_short`: only the beginning of a token
 * - `malformed`: not a token
 * - `in_query`: the token is in the URL
 * - `unknown`: it has the form of a token, but no key has this token
 * - `expired`, `revoked`: the key has ended
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

/** Why the expected client is not connected. `other_key` means that a client used another key of the same person. */
export type ConnectionProblem = {
  kind: RefusalKind | "other_key";
  at: Date;
  client: string | null;
  /** The other key that the client sent; null when it sent this key, or when its key is unknown. */
  otherKey: { name: string | null; mask: string; workspaces: string[] } | null;
};

/** Whether a client has connected with a key. */
export type Connection = {
  /** When the connection was checked. The next check starts from here. */
  now: Date;
  connected: (ClientNames & { at: Date }) | null;
  /** The number of tools that the connected client sees; null while no client is connected. */
  tools: number | null;
  problem: ConnectionProblem | null;
};
