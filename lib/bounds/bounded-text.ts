/**
 * Reads the text of a body. It stops reading once the body is larger than `maxBytes`, and cancels the stream.
 * @returns the text; null when the body is larger than `maxBytes`
 * @throws the error of the stream when it breaks off
 */
export async function readBoundedText(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
