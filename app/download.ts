import { refusalStatus } from "#app/refusal-status";
import type { Caller } from "#lib/auth/principal";
import { isAppError } from "#lib/errors";
import { takeExportPlace } from "#lib/listing/export-places";

/** Lines are joined into chunks of about this many characters, because each chunk costs a write to the socket. */
const CHUNK_CHARACTERS = 16_384;

type Download = { fileName: string; contentType: string; lines: AsyncIterable<string> };

/**
 * Makes a file for somebody and sends it, as far as the places for exports allow.
 * @param make authorises the caller, and makes the file
 * @returns the file, or 429 or 503 with one sentence
 * @throws the errors of `make`
 */
export async function downloadFor(request: Request, caller: Caller, make: () => Promise<Download>): Promise<Response> {
  let release = () => {};
  try {
    release = takeExportPlace(caller.principal.userId);
    const file = await make();
    // Next.js reads no body for HEAD, and none when the browser is gone already. Nothing would give the place back.
    if (request.method === "HEAD" || request.signal.aborted) {
      release();
      return new Response(null, { headers: headersOf(file) });
    }
    request.signal.addEventListener("abort", release, { once: true });
    return download(file, release);
  } catch (error) {
    release();
    return refusal(error);
  }
}

/** Answers a limit with one sentence. @throws every other error */
function refusal(error: unknown): Response {
  if (!isAppError(error) || (error.code !== "RATE_LIMITED" && error.code !== "UNAVAILABLE")) throw error;
  const headers = { "Retry-After": String(error.retryAfterSeconds ?? 1), "Cache-Control": "no-store" };
  return new Response(`${error.message}\n`, { status: refusalStatus(error, 503), headers });
}

/**
 * Makes a response that sends a file while its lines are read. Lines are read no faster than the browser takes them,
 * so memory holds one chunk. When reading fails the connection breaks off, so a partial file never looks complete.
 * @param onEnd called when the file is sent, when its browser is gone, and when reading fails
 */
export function download(file: Download, onEnd = () => {}): Response {
  const iterator = chunks(file.lines);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await iterator.next().catch((error: unknown) => {
        onEnd();
        throw error;
      });
      if (!done) return controller.enqueue(encoder.encode(value));
      onEnd();
      controller.close();
    },
    async cancel() {
      onEnd();
      await iterator.return(undefined);
    },
  });
  return new Response(body, { headers: headersOf(file) });
}

function headersOf({ fileName, contentType }: Download): Record<string, string> {
  return {
    "Content-Type": contentType,
    "Content-Disposition": `attachment; filename="${fileName}"`,
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
  };
}

async function* chunks(lines: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let chunk = "";
  for await (const line of lines) {
    chunk += line;
    if (chunk.length >= CHUNK_CHARACTERS) {
      yield chunk;
      chunk = "";
    }
  }
  if (chunk) yield chunk;
}
