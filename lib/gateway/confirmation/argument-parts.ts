import { hash } from "node:crypto";
import { argumentLines, writtenName } from "#lib/gateway/confirmation/argument-lines";
import { shownPiece } from "#lib/gateway/confirmation/shown-text";
import { isObject } from "#lib/mcp/protocol";

/** The most a part shows. Clients show the question in a dialog. */
const PART_MAX = { characters: 6_000, lines: 100 };
/** The most parts, the overview included. A call may have megabytes of arguments, which nobody reads in a dialog. */
const PARTS_MAX = 21;

/** The place where the next part of the arguments begins. */
export type Place = {
  /** The number of the part; the overview is the first one. */
  part: number;
  /** The first character of the part, in the lines of all arguments. */
  at: number;
  /** A hash of the arguments, because the same call may come with them in another order. */
  of: string;
};

/** A part of the arguments, and the place where the next one begins; null when no part follows. */
export type ArgumentPart = { lines: string[]; next: Place | null };

/** What the person chooses to read on: from the overview, and from a part. */
export const SHOW_ALL = "Show all arguments first";
export const SHOW_NEXT = "Show the next part first";

/**
 * Shows the arguments of a call for the person who decides about it: first an overview, and behind it all of them whole,
 * in parts of a size that can be read.
 * @param place where the part begins; null for the overview, which also takes the place of a part of another text
 */
export function argumentPart(given: unknown, place: Place | null): ArgumentPart {
  const json = () => JSON.stringify(given);
  if (!place) return firstPart(given, json);
  const all = json();
  return place.of === nameOf(all) ? laterPart(given, all.length, place) : firstPart(given, () => all);
}

/** @param json gives all arguments as JSON, which is wanted only when not all is shown */
function firstPart(given: unknown, json: () => string): ArgumentPart {
  const { heading, lines, isWhole } = argumentLines(given);
  if (isWhole) return { lines: [heading, ...lines], next: null };
  const next = { part: 2, at: 0, of: nameOf(json()) };
  return { lines: [heading, `Choose “${SHOW_ALL}” to read them whole before you agree.`, ...lines], next };
}

/** @param size the number of characters of all arguments as JSON */
function laterPart(given: unknown, size: number, { part, at, of }: Place): ArgumentPart {
  const text = linesUntil(given, at + PART_MAX.characters);
  const piece = shownPiece(text, at, PART_MAX);
  const isCut = piece.end < text.length && text[piece.end] !== "\n";
  const before = at > 0 && text[at - 1] !== "\n" ? "… " : "";
  const lines = `${before}${piece.text}${isCut ? " …" : ""}`.split("\n");
  const heading = `Arguments, part ${part} (${inWords(size)} characters in all):`;
  if (piece.end === text.length) return { lines: [heading, ...lines], next: null };
  if (part < PARTS_MAX) {
    const next = { part: part + 1, at: isCut ? piece.end : piece.end + 1, of };
    return { lines: [heading, ...lines], next };
  }
  const left = inWords(Math.max(1, size - piece.end));
  const rest = `About ${left} characters more are too many to show here. Ask your client for them before you agree.`;
  return { lines: [heading, rest, ...lines], next: null };
}

/**
 * Writes the arguments, each in a line of its own. Names and values hold no line ends, because they are JSON.
 * @param end the text goes at least one character beyond this place, unless it ends before
 */
function linesUntil(given: unknown, end: number): string {
  if (!isObject(given)) return `- ${JSON.stringify(given)}`;
  let text = "";
  for (const name in given) {
    text += `${text === "" ? "" : "\n"}- ${writtenName(name)}: ${JSON.stringify(given[name])}`;
    if (text.length > end) break;
  }
  return text;
}

function inWords(count: number): string {
  return count.toLocaleString("en");
}

function nameOf(json: string): string {
  return hash("sha256", json, "base64url");
}
