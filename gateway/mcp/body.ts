import type { IncomingMessage } from "node:http";
import { refusal } from "#lib/gateway/rpc-error";

const BODY_MAX_BYTES = 4 * 1024 * 1024;

/**
 * The body as text.
 * @throws RpcError 413 above 4 MiB, as soon as that is known; Error when the client breaks off
 */
export function readBody(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const tooLarge = () => {
      incoming.removeAllListeners("data");
      // What still comes is let go by, so that the client reads the answer instead of a broken connection.
      incoming.resume();
      const message = `The body is larger than ${BODY_MAX_BYTES / 1024 / 1024} MiB.`;
      reject(refusal(413, "BODY_TOO_LARGE", message, { connection: "close" }));
    };
    if (Number(incoming.headers["content-length"]) > BODY_MAX_BYTES) return tooLarge();
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > BODY_MAX_BYTES) tooLarge();
      else chunks.push(chunk);
    });
    incoming.once("end", () => {
      const [only] = chunks;
      resolve(only && chunks.length === 1 ? only.toString("utf8") : Buffer.concat(chunks).toString("utf8"));
    });
    incoming.once("error", reject);
    incoming.once("close", () => {
      if (!incoming.readableEnded) reject(new DOMException("The client has gone.", "AbortError"));
    });
  });
}
