import { stripVTControlCharacters } from "node:util";
import { writeForeign } from "#lib/logging/foreign-lines";

/** A text without a line end waits for the rest of its line, up to this length. */
const WAITING_MAX_CHARACTERS = 8_192;

type Stream = Pick<NodeJS.WriteStream, "write">;

/**
 * Writes what goes to a stream of this process as lines of the log: tables of the console, what threads say, and what
 * libraries write to the stream itself. The log does not use the stream, it writes to the file behind it.
 * @returns a function that writes the beginning of a line whose end has not come
 */
export function writeStreamToLog(stream: Stream, level: "info" | "warn"): () => void {
  let waiting = "";
  const flush = () => {
    const text = stripVTControlCharacters(waiting).trim();
    waiting = "";
    if (text) writeForeign(level, {}, text);
  };
  const write = (chunk: Uint8Array | string, ...rest: unknown[]): boolean => {
    const encoding = typeof rest[0] === "string" ? (rest[0] as BufferEncoding) : "utf8";
    waiting += typeof chunk === "string" && encoding === "utf8" ? chunk : decode(chunk, encoding);
    if (waiting.endsWith("\n") || waiting.length > WAITING_MAX_CHARACTERS) flush();
    const done = rest.at(-1);
    if (typeof done === "function") process.nextTick(done as () => void);
    return true;
  };
  stream.write = write as Stream["write"];
  return flush;
}

function decode(chunk: Uint8Array | string, encoding: BufferEncoding): string {
  return (typeof chunk === "string" ? Buffer.from(chunk, encoding) : Buffer.from(chunk)).toString("utf8");
}
