import { shownText } from "#lib/gateway/confirmation/shown-text";
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

/**
 * Writes the arguments of a call for the person who decides about it: one line for each, so that a long argument hides no
 * other. Short values are whole, and long ones share the room that is left.
 * @returns the lines; what is left out is said before all others, where no argument can push it away
 */
export function argumentLines(given: unknown): string[] {
  if (!isObject(given)) return withWarning([shownText(JSON.stringify(given), VALUES_MAX)].map(asLine), 0);
  const entries = Object.entries(given).map(([name, value]) => ({ name, json: "", value }));
  const shown = entries.slice(0, LINES_MAX);
  for (const one of shown) one.json = JSON.stringify(one.value);
  const most = longestWhole(shown.map(({ json }) => json.length));
  const lines = shown.map(({ name, json }) => {
    const { text, leftOut } = shownText(json, most);
    return { text: `- ${argumentName(name)}: ${text}`, leftOut };
  });
  const others = entries.slice(LINES_MAX).map(({ name }) => argumentName(name));
  const more = others.length === 0 ? [] : [{ text: `- and ${othersInWords(others)}`, leftOut: 0 }];
  return withWarning([...lines, ...more], others.length);
}

type Line = { text: string; leftOut: number };

function asLine({ text, leftOut }: Line): Line {
  return { text: `- ${text}`, leftOut };
}

function withWarning(lines: readonly Line[], hidden: number): string[] {
  const cut = lines.filter(({ leftOut }) => leftOut > 0).length;
  const parts = [
    ...(hidden > 0 ? [`${hidden.toLocaleString("en")} without their values`] : []),
    ...(cut > 0 ? [`${cut} in part`] : []),
  ];
  const texts = lines.map(({ text }) => text);
  if (parts.length === 0) return ["Arguments:", ...texts];
  return [
    `Arguments (not all is shown: ${parts.join(", ")}. Ask your client for all of them before you agree):`,
    ...texts,
  ];
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

/** A name that could be read as more than a name is quoted. */
function argumentName(name: string): string {
  return shownText(PLAIN_NAME.test(name) ? name : JSON.stringify(name), NAME_MAX).text;
}

function othersInWords(names: readonly string[]): string {
  const count = `${names.length.toLocaleString("en")} more`;
  let listed = "";
  let told = 0;
  for (const name of names) {
    if (listed.length + name.length > OTHER_NAMES_MAX) break;
    listed += told === 0 ? name : `, ${name}`;
    told += 1;
  }
  return told === names.length ? `${count}: ${listed}` : `${count}, such as ${listed}`;
}
