import type { RefusalKind } from "#lib/connection/dto";
import { TOKEN_BODY_LENGTH } from "#lib/secrets/token";

/** The credential of a request as it is in the headers. `token` is null when there is no bearer token. */
export type PresentedCredential = { authorization: string | undefined; token: string | null };

/**
 * The start of a mask, such as `mcp_2abc1`: a prefix and the first five characters of the token. Quotes and words may
 * stand before it.
 */
const TOKEN_START = /(?<![0-9A-Za-z])[a-z][a-z0-9]{1,15}_[0-9A-Za-z]{5}/;
const TOKEN_BEGINNING = /^[a-z][a-z0-9]{1,15}_[0-9A-Za-z]*$/;
/** Matches words of examples and variables without a value: `$KEY`, `${env:KEY}`, `<key>`, `%KEY%`, `YOUR_KEY`, `mcp_...`. */
const PLACEHOLDER = /^[$<{%[]|your|\.\.\.|…/i;

/** Tells what is wrong with a credential that is missing or does not have the form of a token. */
export function refusalKind({ authorization, token }: PresentedCredential): RefusalKind {
  if (token === null) return authorization?.trim() ? kindWithoutBearer(authorization) : "no_credential";
  if (PLACEHOLDER.test(token)) return "placeholder";
  if (!TOKEN_BEGINNING.test(token)) return "malformed";
  return token.length - token.indexOf("_") - 1 < TOKEN_BODY_LENGTH ? "cut_short" : "malformed";
}

/** Tells what is wrong with a header without a bearer token. The word `Bearer` alone means that a variable was empty. */
function kindWithoutBearer(authorization: string): RefusalKind {
  return /^\s*bearer\s*$/i.test(authorization) ? "placeholder" : "no_bearer";
}

/** Returns the start of a sent token, no more than the mask shows; null when nothing in the text is like a token. */
export function presentedStart({ authorization, token }: PresentedCredential): string | null {
  return startOfToken(token ?? authorization ?? "");
}

/** Returns the start of the first token in a text, no more than the mask shows; null when there is none. */
export function startOfToken(text: string): string | null {
  return TOKEN_START.exec(text)?.[0] ?? null;
}
