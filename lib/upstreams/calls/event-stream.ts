import { type AcquireMemory, LARGE_ANSWER_BYTES } from "#lib/upstreams/calls/answer-size";
import { AnswerTooLargeError } from "#lib/upstreams/catalogue/failure";

/** One event of a `text/event-stream` (HTML Living Standard, 9.2). */
export type StreamEvent = { data: string; id: string | null; retryMs: number | null };

const EVENT_MAX_CHARACTERS = 32 * 1024 * 1024;

/**
 * Splits a byte stream into events; comments and events of other types than `message` are left out.
 * @param maxCharacters of one event; a larger one is taken for a fault of the server
 * @param acquireMemory is waited for before more of a large event is read
 * @throws AnswerTooLargeError when an event exceeds the limit; whatever the stream throws
 */
export async function* readEvents(
  chunks: AsyncIterable<Uint8Array>,
  maxCharacters = EVENT_MAX_CHARACTERS,
  acquireMemory?: AcquireMemory,
): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let rest = "";
  let hasReturnWaiting = false;
  let event = emptyEvent();
  let releaseMemory: (() => void) | undefined;
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    rest += text;
    // A line of megabytes comes in many chunks: to look through all of it at each would take the square of its length.
    const isWithinLine = !hasReturnWaiting && !/[\r\n]/.test(text);
    const lines = isWithinLine ? [] : rest.split(/\r\n|\n|\r(?!$)/);
    if (!isWithinLine) rest = lines.pop() ?? "";
    // A carriage return at the end may be the first half of CRLF: it waits for the next chunk.
    hasReturnWaiting = text === "" ? hasReturnWaiting : text.endsWith("\r");
    for (const line of lines) {
      if (line !== "") readLine(line, event);
      else {
        if (isMessage(event)) yield { data: event.data.join("\n"), id: event.id, retryMs: event.retryMs };
        event = emptyEvent();
      }
    }
    const size = rest.length + event.size;
    if (size > maxCharacters) throw new AnswerTooLargeError("An event of the stream is too large.");
    if (size > LARGE_ANSWER_BYTES) releaseMemory ??= await acquireMemory?.(maxCharacters);
    else if (releaseMemory) {
      // The large event has been passed on: more was only asked for after that.
      releaseMemory();
      releaseMemory = undefined;
    }
  }
}

type PartialEvent = { type: string; data: string[]; size: number; id: string | null; retryMs: number | null };

function emptyEvent(): PartialEvent {
  return { type: "message", data: [], size: 0, id: null, retryMs: null };
}

/** An event with an id alone still tells where to resume. */
function isMessage(event: PartialEvent): boolean {
  return event.type === "message" && (event.data.length > 0 || event.id !== null);
}

function readLine(line: string, event: PartialEvent): void {
  const colon = line.indexOf(":");
  if (colon === 0) return;
  const field = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(colon + (line[colon + 1] === " " ? 2 : 1));
  if (field === "data") {
    event.data.push(value);
    // An empty line of data takes memory too.
    event.size += value.length + 1;
  } else if (field === "event") event.type = value || "message";
  else if (field === "id") event.id = value;
  else if (field === "retry" && /^\d{1,6}$/.test(value)) event.retryMs = Number(value);
}

/** A JSON-RPC message as one event. */
export function eventOf(message: unknown): string {
  return `event: message\ndata: ${JSON.stringify(message)}\n\n`;
}
