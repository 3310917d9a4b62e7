/** Lines are joined into chunks of about this many characters, because each chunk costs a write to the socket. */
const CHUNK_CHARACTERS = 16_384;

type Download = { fileName: string; contentType: string; lines: AsyncIterable<string> };

/**
 * Makes a response that sends a file while its lines are read. Lines are read no faster than the browser takes them,
 * so memory holds one chunk. When reading fails the connection breaks off, so a partial file never looks complete.
 */
export function download({ fileName, contentType, lines }: Download): Response {
  const iterator = chunks(lines);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await iterator.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "Content-Type": contentType,
      "Content-Disposition": `attachment; filename="${fileName}"`,
      "Cache-Control": "private, no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
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
