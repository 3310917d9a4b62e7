/** The values that the set-up of a client contains. */
export type SetupInput = {
  /** The name of this server in the client: "latchkey". */
  serverName: string;
  /** The address of the gateway, such as `https://keys.acme.com/mcp`. */
  endpoint: string;
  /** The token itself, or `PLACEHOLDER_TOKEN`. */
  token: string;
};

export type Setup = {
  /** The file that the text belongs to, or "Run in a terminal". */
  where: string;
  text: string;
  /** What else the person must know: how to open the file, what to restart. */
  note?: string;
  /**
   * A link that opens the client and fills in its form. It never holds a token, because browsers and logs store links.
   */
  deepLink?: { label: string; url: string; note: string };
};

/**
 * An AI client and its set-up. `setup` is a pure function and runs in the browser, because only the browser has the
 * token.
 */
export type Client = { id: string; title: string; setup: (input: SetupInput) => Setup };

/** Shown in place of the token when the token is no longer known. */
export const PLACEHOLDER_TOKEN = "<your-token>";

export const RUN_IN_TERMINAL = "Run in a terminal";

/** The value of the header Authorization with this token (RFC 6750, section 2.1). */
export function bearer(token: string): string {
  return `Bearer ${token}`;
}
