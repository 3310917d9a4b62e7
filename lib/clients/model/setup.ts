/** The values that the set-up of a client contains. */
export type SetupInput = {
  /** The name of this server in the client, such as "acme". `serverNameProblem` finds nothing wrong with it. */
  serverName: string;
  /** The address of the gateway, such as `https://keys.acme.com/mcp`. */
  endpoint: string;
  /** The token itself, or `PLACEHOLDER_TOKEN`. */
  token: string;
};

/** A command or the content of a file. */
type SetupBlock = {
  /** The file that the text belongs to, or "Run in a terminal". */
  where: string;
  text: string;
};

export type Setup = {
  /** What to do, in this order. One of the texts holds the token; none does where the person is asked for it. */
  blocks: readonly [SetupBlock, ...SetupBlock[]];
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

/**
 * Tells how to put a text into a file that may hold other servers, and this one from an earlier set-up. A second entry
 * of the same name is an error in some files, and hides the first one in others.
 */
export function intoFile({ serverName }: Pick<SetupInput, "serverName">): string {
  return `Keep what else is in the file. If it already has ${quotedName(serverName)}, replace that block.`;
}

/** A name in a sentence. */
export function quotedName(serverName: string): string {
  return `“${serverName}”`;
}

/** The variable that holds the token of this server, such as `LATCHKEY_TOKEN_ACME`. Names of two keys differ, so do these. */
export function tokenVariable({ serverName }: Pick<SetupInput, "serverName">): string {
  return `LATCHKEY_TOKEN_${serverName.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;
}
