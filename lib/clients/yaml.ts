import { quoted } from "#lib/clients/quoted";

const PLAIN_KEY = /^[a-z][a-z0-9_-]*$/;
/** Words that a YAML 1.1 reader takes for something other than text. */
const RESERVED = new Set(["true", "false", "null", "yes", "no", "on", "off", "y", "n"]);

/** A YAML string value. */
export const yamlString = quoted;

/** A YAML mapping key: plain where that is safe, quoted elsewhere. */
export function yamlKey(text: string): string {
  return PLAIN_KEY.test(text) && !RESERVED.has(text) ? text : quoted(text);
}
