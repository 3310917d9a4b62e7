/** Characters of the secret part that stay visible at the front, after the prefix. */
const START_LENGTH = 5;
/** Characters at the back; all of them belong to the checksum. */
const END_LENGTH = 5;

/** The parts of a token that are kept in the clear, so that its owner can tell keys apart. */
export type TokenEnds = { tokenStart: string; tokenEnd: string };

/** The only two pieces of `token` that are ever stored or shown again. */
export function tokenEnds(token: string): TokenEnds {
  const secretAt = token.lastIndexOf("_") + 1;
  return { tokenStart: token.slice(0, secretAt + START_LENGTH), tokenEnd: token.slice(-END_LENGTH) };
}

/** How a key's token is shown: `mcp_2abc1…ef789`. */
export function maskOf({ tokenStart, tokenEnd }: TokenEnds): string {
  return tokenEnd ? `${tokenStart}…${tokenEnd}` : tokenStart;
}
