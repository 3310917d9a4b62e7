/** The visible characters after the prefix. */
export const START_LENGTH = 5;
/** The visible characters at the end. All of them belong to the checksum. */
const END_LENGTH = 5;

/** The parts of a token that are stored in the clear, so that its owner recognises the key. */
export type TokenEnds = { tokenStart: string; tokenEnd: string };

/** Cuts out the two parts of a token that are stored and shown. No other part is. */
export function tokenEnds(token: string): TokenEnds {
  const secretAt = token.lastIndexOf("_") + 1;
  return { tokenStart: token.slice(0, secretAt + START_LENGTH), tokenEnd: token.slice(-END_LENGTH) };
}

/** Makes the mask of a token: `mcp_2abc1…ef789`. */
export function maskOf({ tokenStart, tokenEnd }: TokenEnds): string {
  return tokenEnd ? `${tokenStart}…${tokenEnd}` : tokenStart;
}
