import { API_TOKEN_PREFIX } from "#lib/secrets/token";

/** The form of a webhook secret in the Standard Webhooks specification. */
const WEBHOOK_SECRET = /whsec_[0-9A-Za-z+/]{20,}={0,2}/g;
/**
 * A token with any prefix that `KEY_PREFIX` may ever have had, so a change of the setting uncovers no older token. An
 * identifier has 26 characters after its prefix, and the log must keep it. A line is JSON, so the letter before a token may
 * belong to an escape such as `\\n`.
 */
const TOKEN_OF_ANY_PREFIX = /(?:(?<![0-9A-Za-z\\])|(?<=\\[bfnrt]))[a-z][a-z0-9]{1,15}_[0-9A-Za-z]{30,}/g;
/** A legacy token has no form of its own. It is known by its place: after `Bearer`, or after the name of a header. */
const AFTER_BEARER = /(Bearer\s+)[^\s"'\\,;&]+/gi;
const AFTER_NAME =
  /(?:(?<![\w-])|(?<=\\[bfnrt]))((?:x-api-key|api[_-]?key|access_token|token|key|authorization)(?:=|:\s))(?!Bearer\b|\[redacted|[a-z]{2,3}_[0-9a-z]{26}\b)[^\s"'\\,;&]{16,}/gi;
/** The password in an address such as that of a database. The lengths keep the search short in texts of any kind. */
const PASSWORD_IN_ADDRESS = /(:\/\/[^\s/?#@"'\\:]{0,256}:)[^\s/?#@"'\\]{1,1024}(?=@)/g;
/** A signed or encrypted JSON Web Token, such as the cookie of a session. */
const WEB_TOKEN = /\beyJ[\w-]{10,}(?:\.[\w-]*){2,4}/g;

/**
 * Makes a function that replaces secrets in a line of the log. A message or an error of a library may contain one.
 * @param keyPrefix the setting `KEY_PREFIX`
 */
export function textRedactor(keyPrefix: string): (line: string) => string {
  // A part of a token is redacted too when its prefix is known.
  const current = new RegExp(`(?:${keyPrefix}|${API_TOKEN_PREFIX})[0-9A-Za-z]{20,}`, "g");
  return (line) =>
    line
      .replace(current, "[redacted key]")
      .replace(TOKEN_OF_ANY_PREFIX, "[redacted key]")
      .replace(AFTER_BEARER, "$1[redacted key]")
      .replace(AFTER_NAME, "$1[redacted key]")
      .replace(PASSWORD_IN_ADDRESS, "$1[redacted secret]")
      .replace(WEB_TOKEN, "[redacted secret]")
      .replace(WEBHOOK_SECRET, "[redacted secret]");
}
