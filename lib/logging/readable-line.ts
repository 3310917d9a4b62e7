import { styleText } from "node:util";
import { replaceUnseen } from "#lib/text/unseen-characters";

type Style = Parameters<typeof styleText>[0];

/** The levels of pino, by their numbers. */
const LEVELS: Record<number, { name: string; style: Style }> = {
  10: { name: "trace", style: "gray" },
  20: { name: "debug", style: "gray" },
  30: { name: "info", style: "green" },
  40: { name: "warn", style: "yellow" },
  50: { name: "error", style: "red" },
  60: { name: "fatal", style: "red" },
};

/** Fields that a person at a terminal knows, or that stand elsewhere in the text. */
const PLAIN = new Set(["level", "time", "pid", "hostname", "msg", "error"]);

/**
 * Writes a record of the log for a person at a terminal: the time, the level, the message, the other fields, and below
 * them the stack of an error.
 * @param line one JSON object
 * @param hasColours whether the terminal shows colours
 */
export function readableLine(line: string, hasColours: boolean): string {
  const record = JSON.parse(line) as Record<string, unknown>;
  const paint = (style: Style, text: string) =>
    hasColours && text ? styleText(style, text, { validateStream: false }) : text;
  const level = LEVELS[Number(record.level)] ?? { name: String(record.level), style: "gray" as const };
  const fields = Object.entries(record)
    .filter(([name]) => !PLAIN.has(name))
    .map(
      ([name, value]) => `${name}=${typeof value === "string" && !/\s/.test(value) ? value : JSON.stringify(value)}`,
    );
  const first = [
    paint("gray", timeOf(record.time)),
    paint(level.style, level.name.padEnd(5)),
    indented(safe(String(record.msg ?? ""))).trimStart(),
    ...(fields.length > 0 ? [paint("gray", safe(fields.join(" ")))] : []),
  ];
  const stack = stackOf(record.error);
  return `${first.join(" ")}${stack && `\n${paint("gray", indented(safe(stack)))}`}\n`;
}

/** The time of day on the clock of the terminal. */
function timeOf(time: unknown): string {
  const instant = new Date(Number(time));
  const parts = [instant.getHours(), instant.getMinutes(), instant.getSeconds()];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

function stackOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return error === undefined ? "" : String(error);
  const { stack, message } = error as { stack?: unknown; message?: unknown };
  return String(stack ?? message ?? JSON.stringify(error));
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}

/** A terminal carries out what stands in a text as a control character. Line ends are kept, because people read them. */
function safe(text: string): string {
  return replaceUnseen(text, (character) =>
    character === "\n" ? character : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}
