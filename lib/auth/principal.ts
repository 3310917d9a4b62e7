import type { ApiScope } from "#lib/auth/api-scopes";
import type { Transaction } from "#lib/db/client";

/** Who acts: a person in a session, a key in a client, or a script with its owner's API token. */
export type Principal =
  | {
      kind: "user";
      userId: string;
      sessionId: string;
      /** When the person signed in with this session; null when nobody did, as in a command on the server. */
      authenticatedAt: Date | null;
      /** The version of the credential that the session was begun with. It is absent when there is no session. */
      credentialVersion?: number;
    }
  | { kind: "key"; userId: string; keyId: string }
  | { kind: "api_token"; userId: string; apiTokenId: string; scopes: readonly ApiScope[] };

/** Somebody who has proven who they are, and the version of the credential that was verified for it. */
export type VerifiedUser = { id: string; credentialVersion: number };

/** Who calls an operation, and when. The outermost code reads the clock once for each request. */
export type Caller = {
  principal: Principal;
  now: Date;
  /** The address of the client, for the audit log; null when there is none. */
  address: string | null;
  /** The name of the application that calls the REST API, as the application itself states it. */
  originApp?: string | null;
  /** Set when the operation must write in the transaction of somebody else, so that both writes succeed or neither. */
  transaction?: Transaction;
};
