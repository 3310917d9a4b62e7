/** An OAuth client as it describes itself, before anybody has agreed to anything. */
export type ClientDescription = {
  /** The `client_id` that it sends. */
  clientId: string;
  source: "dynamic" | "document" | "manual";
  /** The name for people. It is a claim, unless an admin of the installation entered it. */
  name: string;
  /** The page of the program, as it states it. */
  clientUri: string | null;
  redirectUris: readonly string[];
};

/** A client that is known: described by its id, by its document, or by a row. */
export type KnownClient = ClientDescription & {
  /** The id of its row; null while nobody has connected it. */
  rowId: string | null;
  /** The hash of its secret; null for a public client. */
  secretHash: string | null;
  /** When its document was last read; null for other clients, and before the first consent. */
  documentAt: Date | null;
  isBlocked: boolean;
};

/** The longest `client_id`, in characters. It stands in addresses, and an index of the database holds it. */
export const CLIENT_ID_MAX = 2_000;
export const CLIENT_NAME_MAX = 80;
/** The most redirect addresses of one client. */
export const REDIRECT_URIS_MAX = 10;

/** What a `client_id` may hold (RFC 6749, appendix A.1). PostgreSQL refuses a text with NUL, so it must not get there. */
const CLIENT_ID = /^[\x20-\x7e]+$/;

/** Whether a text can be a `client_id` at all. Everything else is unknown without a query. */
export function isClientId(text: string): boolean {
  return text.length <= CLIENT_ID_MAX && CLIENT_ID.test(text);
}
