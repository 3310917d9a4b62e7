import { isObject, type JsonObject } from "#lib/mcp/protocol";
import { oneLine } from "#lib/text/one-line";
import { parseJson } from "#lib/upstreams/wire/exchange";
import { type WithSecrets, withoutSecrets } from "#lib/upstreams/wire/without-secrets";

/** The longest text of a server that is kept, in characters. */
const WORDS_MAX = 300;
/** How much of a text is read for it. What a reader does not see is left out afterwards. */
const SEARCHED_MAX = 2 * WORDS_MAX;

/**
 * Makes what a server said fit for storing and showing: one short line in which a reader sees each character, without
 * the secrets that Latchkey sent. It stays untrusted text.
 * @param server the server, which may repeat what it got
 * @returns null when nothing is left
 */
export function shownWords(words: string | null, server: WithSecrets): string | null {
  // The secrets go first: a cut could leave the half of one, which nobody would recognise.
  return words === null ? null : oneLine(withoutSecrets(words, server, SEARCHED_MAX), WORDS_MAX);
}

/** The text of a JSON-RPC error with its code, as far as there are any. Its data counts when it is a text. */
export function wordsOfError(error: JsonObject): string | null {
  const parts = [error.message, error.data].filter((part) => typeof part === "string" && part.trim() !== "");
  const code = rpcCodeOf(error);
  const text = parts.join(": ");
  if (code === null) return text || null;
  return text ? `${text} (code ${code})` : `code ${code}`;
}

/** The code of a JSON-RPC error; null for one that is no number. */
export function rpcCodeOf(error: unknown): number | null {
  return isObject(error) && Number.isSafeInteger(error.code) ? (error.code as number) : null;
}

/** The fields in which servers explain an error, in order of preference. `error_description` is of OAuth (RFC 6749). */
const EXPLAINING = ["error_description", "message", "detail", "title", "error"];

/** The text with which a JSON object explains an error: a JSON-RPC error, one of OAuth, or a problem (RFC 9457). */
export function wordsOfObject(body: JsonObject): string | null {
  if (isObject(body.error)) return wordsOfError(body.error);
  for (const field of EXPLAINING) {
    const text = body[field];
    if (typeof text === "string" && text.trim() !== "") return text;
  }
  return null;
}

/**
 * The text with which the body of a refusal explains it. A web page explains nothing in one line.
 * @param type the content type, in lower case and without parameters
 */
export function wordsOfBody(body: string, type: string): string | null {
  const text = type === "text/event-stream" ? (/^data:(.*)$/m.exec(body)?.[1] ?? "") : body;
  const value = parseJson(text);
  if (isObject(value)) return wordsOfObject(value);
  if (typeof value === "string") return value;
  const isPlain = (type === "" || type === "text/plain" || type === "application/json") && !/^\s*</.test(text);
  return isPlain && value === undefined ? text : null;
}

/** The text with which a challenge explains itself (RFC 6750, section 3). */
export function wordsOfChallenge(header: string | string[] | undefined): string | null {
  const challenge = Array.isArray(header) ? header.join(", ") : header;
  return /\berror_description="([^"]*)"/i.exec(challenge ?? "")?.[1] ?? null;
}
