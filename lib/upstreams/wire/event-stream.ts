import { writeFaithful } from "#lib/text/faithful-json";
import { AnswerTooLargeError } from "#lib/upstreams/catalogue/failure";
import { type AcquireMemory, LARGE_ANSWER_BYTES } from "#lib/upstreams/wire/answer-size";

/** One event of a `text/event-stream` (HTML Living Standard, 9.2). */
export type StreamEvent = { data: string; id: string | null; retryMs: number | null };

const EVENT_MAX_CHARACTERS = 32 * 1024 * 1024;

/**
 * Splits a byte stream into events. Comments and events of other types than `message` are left out. The last event may have
 * broken off: then its data is no JSON.
 * @param maxCharacters the longest event, in characters
 * @param acquireMemory called once an event is large; reading goes on when its promise resolves
 * @throws AnswerTooLargeError when an event is longer than `maxCharacters`; any error of the stream
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
    // A line of megabytes comes in many chunks. To search all of it again for each chunk would take quadratic time.
    const isWithinLine = !hasReturnWaiting && !/[\r\n]/.test(text);
    const lines = isWithinLine ? [] : rest.split(/\r\n|\n|\r(?!$)/);
    if (!isWithinLine) rest = lines.pop() ?? "";
    // A carriage return at the end may be the first half of CRLF, so it waits for the next character. An empty chunk,
    // or one that ends within a character, decodes to no text: the carriage return goes on waiting.
    if (text !== "") hasReturnWaiting = text.endsWith("\r");
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
      // The reader has taken the large event: a generator goes on only when the reader asks for more.
      releaseMemory();
      releaseMemory = undefined;
    }
  }
  rest += decoder.decode();
  for (const line of rest.split(/[\r\n]+/)) readLine(line, event);
  // Some servers leave out the empty line behind the last event. One that broke off has no id from which to go on.
  if (isMessage({ ...event, id: null })) yield { data: event.data.join("\n"), id: null, retryMs: event.retryMs };
}

type PartialEvent = { type: string; data: string[]; size: number; id: string | null; retryMs: number | null };

function emptyEvent(): PartialEvent {
  return { type: "message", data: [], size: 0, id: null, retryMs: null };
}

/** An event that has only an id counts too: the id says where a stream can be resumed. */
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
    // The 1 counts the memory of an empty line.
    event.size += value.length + 1;
  } else if (field === "event") event.type = value || "message";
  else if (field === "id") event.id = value;
  else if (field === "retry" && /^\d{1,6}$/.test(value)) event.retryMs = Number(value);
}

/** Writes a JSON-RPC message as one event. */
export function eventOf(message: object): string {
  const text = writeFaithful(message);
  // A message keeps the line breaks between its fields with which it came. Strings of JSON have none.
  const line = /[\r\n]/.test(text) ? text.replaceAll(/[\r\n]+/g, " ") : text;
  return `event: message\ndata: ${line}\n\n`;
}
