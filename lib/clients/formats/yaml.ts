import { quoted } from "#lib/clients/formats/quoted";

const PLAIN_KEY = /^[a-z][a-z0-9_-]*$/;
/** Words that a YAML 1.1 parser does not read as text. */
const RESERVED = new Set(["true", "false", "null", "yes", "no", "on", "off", "y", "n"]);

/** A YAML string value. */
export const yamlString = quoted;

/** A YAML mapping key, quoted where a plain one is not safe. */
export function yamlKey(text: string): string {
  return PLAIN_KEY.test(text) && !RESERVED.has(text) ? text : quoted(text);
}

/** Text that a literal block holds as it is: printable ASCII in lines, of which the first has no indent. */
const PLAIN_LINES = /^[!-~][ -~]*(\n[ -~]*)*$/;

/** A YAML string value of several lines: a literal block, so that people can read it, or else a quoted string. */
export function yamlLines(text: string, indent: string): string {
  if (!PLAIN_LINES.test(text)) return quoted(text);
  return ["|-", ...text.split("\n").map((line) => (line ? indent + line : ""))].join("\n");
}
