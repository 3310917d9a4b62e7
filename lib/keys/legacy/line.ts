import { KEY_NAME_MAX } from "#lib/keys/settings/limits";
import { nameSchema } from "#lib/text/name-schema";
import { csvFields } from "#lib/text/read-csv";

/** A token of another system: the email address of its owner, and its SHA-256 in hex. */
export type LegacyToken = { line: number; email: string; name: string | null; tokenHash: string };
export type BadLine = { line: number; problem: string };

const LINE_MAX = 2_000;
const HASH = /^[0-9a-f]{64}$/i;
const keyNameSchema = nameSchema({ max: KEY_NAME_MAX });
const EMAIL = /^[^\s@]+@[^\s@]+$/;

/**
 * Reads one line of the file: email, name and hash. A problem never repeats a part of the line, because the line may
 * hold a token by mistake.
 * @param line its number; the first line is 1
 * @returns null for a blank line, and for the first line when it names the columns
 */
export function readLegacyLine(text: string, line: number): LegacyToken | BadLine | null {
  const bare = line === 1 ? text.replace(/^\uFEFF/, "") : text;
  if (bare.trim() === "") return null;
  const problem = (words: string): BadLine => ({ line, problem: words });
  if (bare.length > LINE_MAX) return problem(`It has more than ${LINE_MAX} characters.`);
  const fields = csvFields(bare)?.map((field) => field.trim());
  if (fields?.length !== 3) return problem("It is not three fields of CSV: email, name, SHA-256 of the token.");
  const [email = "", givenName = "", tokenHash = ""] = fields;
  if (line === 1 && email.toLowerCase() === "email") return null;
  if (!EMAIL.test(email)) return problem("The first field is not an email address.");
  const name = keyNameSchema.safeParse(givenName);
  if (!name.success) return problem(`The name does not fit: ${name.error.issues[0]?.message ?? ""}`);
  if (!HASH.test(tokenHash)) {
    return problem("The third field is not a SHA-256 in hex (64 digits). A token itself must never be in this file.");
  }
  return { line, email: email.toLowerCase(), name: name.data || null, tokenHash: tokenHash.toLowerCase() };
}
