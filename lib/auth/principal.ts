/** Who acts: a person in a session, or a key in a client. */
export type Principal =
  | {
      kind: "user";
      userId: string;
      sessionId: string;
      /** When the person last proved who they are; null where nobody did, as in a command on the server. */
      authenticatedAt: Date | null;
    }
  | { kind: "key"; userId: string; keyId: string };

/** What every operation is told about its call. The instant is taken once, at the edge, from a clock. */
export type Caller = {
  principal: Principal;
  now: Date;
  /** The address of the peer, for the audit log; null where there is none. */
  address: string | null;
};
