/** What the set-up of any client is made from. */
export type SetupInput = {
  /** How the client will call this server: "latchkey". */
  serverName: string;
  /** The gateway's address, such as `https://keys.acme.com/mcp`. */
  endpoint: string;
  /** The token itself, or `PLACEHOLDER_TOKEN`. */
  token: string;
};

type SnippetLanguage = "json" | "toml" | "yaml" | "shell";

export type Setup = {
  /** The file the text belongs into, or "Run in a terminal". */
  where: string;
  language: SnippetLanguage;
  text: string;
  /** What else one must know: how to reach the file, what to restart. */
  note?: string;
  /** Opens the client and fills in its form. Never holds a token: links end up in histories and logs. */
  deepLink?: { label: string; url: string; note: string };
};

/** An AI client that can be connected, and how. Pure, so that it runs in the browser, where the token is. */
export type Client = { id: string; title: string; setup: (input: SetupInput) => Setup };

/** Stands where the token belongs once it is no longer known. */
export const PLACEHOLDER_TOKEN = "<your-token>";

export const RUN_IN_TERMINAL = "Run in a terminal";

/** The header that carries a key (RFC 6750, section 2.1). */
export function bearer(token: string): string {
  return `Bearer ${token}`;
}
