import { type ShownText, shownText } from "#lib/gateway/confirmation/shown-text";
import { isObject } from "#lib/mcp/protocol";

/** The most arguments that have a line. Of others the person sees the names. */
const LINES_MAX = 40;
/** The most characters of all values together. Clients show the question in a dialog. */
const VALUES_MAX = 6_000;
/** A value of this length is shown whole, whatever the others are. */
const VALUE_MIN = VALUES_MAX / LINES_MAX;
const NAME_MAX = 80;
const OTHER_NAMES_MAX = 1_000;
const PLAIN_NAME = /^[\w.-]+$/;

/** The arguments of a call in lines for the person who decides about it, and whether these lines show everything. */
export type ArgumentLines = { heading: string; lines: string[]; isWhole: boolean };

/**
 * Gives an overview of the arguments: one line for each, so that a long argument hides no other. Short values are whole,
 * and long ones share the room that is left. The heading says what is left out, because no argument can push it away.
 */
export function argumentLines(given: unknown): ArgumentLines {
  if (!isObject(given)) return overview([lineOf(null, shownText(JSON.stringify(given), VALUES_MAX))], 0);
  const names = Object.keys(given);
  const shown = names.slice(0, LINES_MAX).map((name) => ({ name, json: JSON.stringify(given[name]) }));
  const most = longestWhole(shown.map(({ json }) => json.length));
  const lines = shown.map(({ name, json }) => lineOf(name, shownText(json, most)));
  const others = names.slice(LINES_MAX);
  const more = others.length === 0 ? [] : [{ text: `- and ${othersInWords(others)}`, isCut: false }];
  return overview([...lines, ...more], others.length);
}

/** Writes the name of an argument. One that could be read as more than a name is quoted. */
export function writtenName(name: string): string {
  return PLAIN_NAME.test(name) ? name : JSON.stringify(name);
}

type Line = { text: string; isCut: boolean };

function lineOf(name: string | null, value: ShownText): Line {
  if (name === null) return { text: `- ${value.text}`, isCut: value.leftOut > 0 };
  const shown = shortName(name);
  return { text: `- ${shown.text}: ${value.text}`, isCut: shown.leftOut > 0 || value.leftOut > 0 };
}

function shortName(name: string): ShownText {
  return shownText(writtenName(name), NAME_MAX);
}

function overview(lines: readonly Line[], hidden: number): ArgumentLines {
  const cut = lines.filter(({ isCut }) => isCut).length;
  const parts = [
    ...(hidden > 0 ? [`${hidden.toLocaleString("en")} without their values`] : []),
    ...(cut > 0 ? [`${cut} in part`] : []),
  ];
  const heading = parts.length === 0 ? "Arguments" : `Arguments (not all is shown: ${parts.join(", ")})`;
  return { heading: `${heading}:`, lines: lines.map(({ text }) => text), isWhole: parts.length === 0 };
}

/** Returns the length up to which values are whole, so that all of them together fit. */
function longestWhole(lengths: readonly number[]): number {
  let room = VALUES_MAX;
  const ascending = lengths.toSorted((one, other) => one - other);
  for (const [index, length] of ascending.entries()) {
    const share = Math.floor(room / (ascending.length - index));
    if (length > share) return Math.max(share, VALUE_MIN);
    room -= length;
  }
  return VALUES_MAX;
}

function othersInWords(names: readonly string[]): string {
  const count = `${names.length.toLocaleString("en")} more`;
  let listed = "";
  let told = 0;
  for (const one of names) {
    const name = shortName(one).text;
    if (listed.length + name.length > OTHER_NAMES_MAX) break;
    listed += told === 0 ? name : `, ${name}`;
    told += 1;
  }
  return told === names.length ? `${count}: ${listed}` : `${count}, such as ${listed}`;
}
