import { quoted } from "#lib/clients/quoted";

const PLAIN_KEY = /^[a-z][a-z0-9_-]*$/;
/** Words that a YAML 1.1 parser does not read as text. */
const RESERVED = new Set(["true", "false", "null", "yes", "no", "on", "off", "y", "n"]);

/** A YAML string value. */
export const yamlString = quoted;

/** A YAML mapping key, quoted where a plain one is not safe. */
export function yamlKey(text: string): string {
  return PLAIN_KEY.test(text) && !RESERVED.has(text) ? text : quoted(text);
}
