import { beginningOf } from "#lib/text/beginning-of";

/** Docker and containerd cut a line of the log into parts at 16 KiB, and a part of a record is no JSON. */
export const LINE_MAX_BYTES = 16_000;

/** The most characters of each text, the most members of each list and object, and the depth: each time less. */
const BOUNDS = [
  { characters: 2_000, members: 50, depth: 6 },
  { characters: 500, members: 20, depth: 4 },
  { characters: 100, members: 20, depth: 2 },
];
type Bounds = (typeof BOUNDS)[number];

/** Some readers of logs take these for the end of a line or for commands, and JSON does not escape them. */
const UNESCAPED = /[\u007f-\u009f\u2028\u2029]/g;

/**
 * Makes a line of the log one line for every reader, of at most `LINE_MAX_BYTES`. A record that is longer loses the ends
 * of its texts and gets `"isShortened":true`.
 * @param line one JSON object
 */
export function boundedLine(line: string): string {
  const escaped = line.replace(UNESCAPED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
  if (fits(escaped)) return escaped;
  const record: unknown = JSON.parse(line);
  for (const bounds of BOUNDS) {
    const shorter = JSON.stringify({ ...(shortened(record, bounds, 0) as object), isShortened: true });
    const again = shorter.replace(UNESCAPED, " ");
    if (fits(again)) return `${again}\n`;
  }
  const { level, time, msg } = record as Record<string, unknown>;
  return `${JSON.stringify({ level, time, msg: beginningOf(String(msg ?? ""), 100), isShortened: true })}\n`;
}

function fits(line: string): boolean {
  return line.length <= LINE_MAX_BYTES && Buffer.byteLength(line) <= LINE_MAX_BYTES;
}

function shortened(value: unknown, bounds: Bounds, depth: number): unknown {
  if (typeof value === "string") {
    return value.length <= bounds.characters ? value : `${beginningOf(value, bounds.characters)}…`;
  }
  if (typeof value !== "object" || value === null) return value;
  if (depth >= bounds.depth) return "…";
  if (Array.isArray(value)) return value.slice(0, bounds.members).map((one) => shortened(one, bounds, depth + 1));
  const members = Object.entries(value).slice(0, bounds.members);
  return Object.fromEntries(
    members.map(([name, one]) => [beginningOf(name, bounds.characters), shortened(one, bounds, depth + 1)]),
  );
}
