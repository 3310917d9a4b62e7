import type { ApiScope } from "#lib/auth/api-scopes";
import type { Transaction } from "#lib/db/client";

/** Who acts: a person in a session, a key in a client, or a script with its owner's token for the API. */
export type Principal =
  | {
      kind: "user";
      userId: string;
      sessionId: string;
      /** When the person last proved who they are; null where nobody did, as in a command on the server. */
      authenticatedAt: Date | null;
    }
  | { kind: "key"; userId: string; keyId: string }
  | { kind: "api_token"; userId: string; apiTokenId: string; scopes: readonly ApiScope[] };

/** What every operation is told about its call. The instant is taken once, at the edge, from a clock. */
export type Caller = {
  principal: Principal;
  now: Date;
  /** The address of the peer, for the audit log; null where there is none. */
  address: string | null;
  /** The application that calls through the API, as it names itself. */
  originApp?: string | null;
  /** Where the write is to be one with another, of which its operation knows nothing: both are done, or neither. */
  transaction?: Transaction;
};
