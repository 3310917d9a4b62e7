import type { RefusalKind } from "#lib/connection/dto";
import { TOKEN_BODY_LENGTH } from "#lib/secrets/token";

/** A credential as it stood in the headers of a request. */
export type PresentedCredential = { authorization: string | undefined; token: string | null };

/** `mcp_2abc1`: a prefix and the first five characters, which lists show of every key. */
const TOKEN_START = /^[a-z][a-z0-9]{1,15}_[0-9A-Za-z]{5}/;
const TOKEN_BEGINNING = /^[a-z][a-z0-9]{1,15}_[0-9A-Za-z]*$/;
/** `$KEY`, `${env:KEY}`, `<key>`, `%KEY%`, `YOUR_KEY`, `mcp_...`: what examples and unfilled variables look like. */
const PLACEHOLDER = /^[$<{%[]|your|\.\.\.|…/i;

/** Says what is wrong with a credential that is missing or of no token's form. */
export function refusalKind({ authorization, token }: PresentedCredential): RefusalKind {
  if (token === null) return authorization?.trim() ? withoutBearer(authorization) : "no_credential";
  if (PLACEHOLDER.test(token)) return "placeholder";
  if (!TOKEN_BEGINNING.test(token)) return "malformed";
  return token.length - token.indexOf("_") - 1 < TOKEN_BODY_LENGTH ? "cut_short" : "malformed";
}

/** The word alone, with nothing after it, is a variable that was empty. */
function withoutBearer(authorization: string): RefusalKind {
  return /^\s*bearer\s*$/i.test(authorization) ? "placeholder" : "no_bearer";
}

/** As much of what was sent as lists show of a key; null when it does not begin like one. */
export function presentedStart({ authorization, token }: PresentedCredential): string | null {
  const text = token ?? authorization?.trim().split(/\s+/).at(-1) ?? "";
  return TOKEN_START.exec(text)?.[0] ?? null;
}
