import { replaceUnseen } from "#lib/text/unseen-characters";

const NAME_MAX = 60;

/** Readers of mail make links of `http://evil.example`, `evil.example`, `eve@evil.example` and `tel:123`. */
const SLASHES_AND_COLONS = /[:/\\]+/g;
const DOT_BEFORE_TEXT = /[.\u3002\uff0e\uff61](?=\S)/g;
const QUOTES = /["“”„«»]/g;

/**
 * Writes what somebody typed so that it can stand in the text of a mail: quoted, on one line, shortened, and never a
 * link. Nobody can make Latchkey mail a link or a sentence of their own.
 * @param typed the name of a person, a workspace, a key or a host
 */
export function typedName(typed: string): string {
  return `“${cleanName(typed)}”`;
}

/** Writes the name of the recipient in the greeting: like `typedName`, without quotes. */
export function cleanName(typed: string): string {
  const cleaned = replaceUnseen(typed, () => " ")
    .replaceAll(QUOTES, "'")
    .replaceAll(SLASHES_AND_COLONS, " ")
    .replaceAll(DOT_BEFORE_TEXT, "·")
    .replaceAll("@", " at ")
    .replaceAll(/\s+/g, " ")
    .trim();
  const characters = [...cleaned];
  return characters.length > NAME_MAX ? `${characters.slice(0, NAME_MAX - 1).join("")}…` : cleaned;
}
