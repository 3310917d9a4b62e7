import type { IncomingMessage } from "node:http";
import { ApiError } from "#gateway/api/api-error";
import { GatheredBytes } from "#lib/bounds/gathered-bytes";

/**
 * Reads the body of a request as text from Node's own stream. Nearly all bodies are small, and for them the stream of a
 * Request costs several times as much as the rest of the work.
 * @param maxBytes the largest body, in bytes
 * @returns null for a larger body, and for one that arrives in thousands of tiny pieces; the rest of it is discarded
 * @throws ApiError INVALID_INPUT when the client closes the connection before the end
 */
export function readIncomingText(incoming: IncomingMessage, maxBytes: number): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const body = new GatheredBytes();
    let isOver = false;
    const end = (text: string | null) => {
      isOver = true;
      body.take();
      resolve(text);
    };
    const rejectIfOpen = () => {
      if (!isOver) reject(new ApiError("INVALID_INPUT", "The request ended before its body was complete."));
    };
    const onData = (chunk: Buffer) => {
      if (isOver) return;
      body.push(chunk);
      // The rest is discarded and not refused, so the client can read the answer.
      if (body.byteLength > maxBytes || body.isTooFragmented) end(null);
    };
    incoming
      .on("end", () => isOver || end(body.text()))
      .on("error", rejectIfOpen)
      .on("close", rejectIfOpen)
      .on("data", onData);
    if (incoming.destroyed) rejectIfOpen();
  });
}
