const NAMES =
  "authorization|proxy-authorization|cookie|set-cookie|password|passwd|secret|client_?secret|token|(?:access|refresh|id)_?token|x-api-key|api_?key";
const QUOTED = `"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|\`(?:[^\`\\\\]|\\\\.)*\``;

/** A field as `util.inspect` and JSON write it: its name, perhaps in quotation marks, and its text in quotation marks. */
const FIELD = new RegExp(`(?<![\\w-])(["']?(?:${NAMES})["']?\\s{0,2}[:=]\\s{0,2})(?:${QUOTED})`, "gi");
/** Any header may hold a secret, so the log shows none of them. */
const HEADERS = /(?<![\w-])(["']?(?:headers|rawHeaders)["']?: ?)(?:[A-Z]\w{0,30} )?(?:\{[^{}]*\}|\[[^[\]]*\])/gi;

/**
 * Hides fields with secret names in a text that a library has made of an object. The log knows such fields by their names
 * only as long as they are no text.
 */
export function hideSecretFields(text: string): string {
  return text.replaceAll(HEADERS, "$1[redacted]").replaceAll(FIELD, "$1[redacted]");
}
