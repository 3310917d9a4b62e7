import type { IncomingMessage } from "node:http";
import { ApiError } from "#gateway/api/api-error";
import { GatheredBytes } from "#lib/bounds/gathered-bytes";

/**
 * The body of a request as text, from Node's own stream: the one of a Request costs several times what is done with a
 * body that is small, as nearly all are.
 * @returns null for one larger than `maxBytes`, or in thousands of tiny pieces; what still comes of it is let go by
 * @throws ApiError INVALID_INPUT when the client breaks off, which nobody is left to read
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
    const gone = () => {
      if (!isOver) reject(new ApiError("INVALID_INPUT", "The request broke off before its end."));
    };
    const onData = (chunk: Buffer) => {
      if (isOver) return;
      body.push(chunk);
      // What still comes is let go by, so that the client gets to read the answer.
      if (body.byteLength > maxBytes || body.isTooFragmented) end(null);
    };
    incoming
      .on("end", () => isOver || end(body.text()))
      .on("error", gone)
      .on("close", gone)
      .on("data", onData);
    if (incoming.destroyed) gone();
  });
}
