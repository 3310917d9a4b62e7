import type { IncomingMessage } from "node:http";
import { RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import { GatheredBytes } from "#lib/gathered-bytes";
import { RPC_CODE } from "#lib/mcp";

const BODY_MAX_BYTES = 4 * 1024 * 1024;
/** More than this is read only once there is room for it; nearly every body is smaller. */
const LARGE_BYTES = 64 * 1024;
/** Of whoever has no valid key no more is held than this. */
const STRANGER_BYTES = 4 * 1024;

/**
 * The body as text.
 * @param admission how the check of the key ends; after a refusal the rest is not waited for
 * @param makeRoom waits until a body of so many bytes may be read, or says why not
 * @throws RpcError 413 above 4 MiB, as soon as that is known; 400 for thousands of tiny pieces; what `makeRoom` throws; the refusal of the key; AbortError when the client breaks off
 */
export function readBody(
  incoming: IncomingMessage,
  admission: Promise<{ error?: unknown }>,
  makeRoom: (bytes: number) => Promise<void>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const body = new GatheredBytes();
    let isLarge = false;
    let needsKey = false;
    const refuse = (error: unknown) => {
      incoming.removeAllListeners("data");
      // The connection may go on for a minute, and what came so far with it.
      body.take();
      // What still comes is let go by, so that the client reads the answer instead of a broken connection.
      incoming.resume();
      reject(error);
    };
    const announced = Number(incoming.headers["content-length"] ?? BODY_MAX_BYTES);
    if (announced > BODY_MAX_BYTES) return refuse(tooLarge());
    incoming.on("data", (chunk: Buffer) => {
      body.push(chunk);
      if (body.byteLength > BODY_MAX_BYTES) return refuse(tooLarge());
      if (body.isCrumbled) return refuse(crumbled());
      if (!needsKey && body.byteLength > STRANGER_BYTES && body.byteLength < announced) {
        needsKey = true;
        admission.then(({ error }) => error !== undefined && refuse(error));
      }
      if (body.byteLength <= LARGE_BYTES || isLarge) return;
      isLarge = true;
      incoming.pause();
      makeRoom(announced).then(() => incoming.resume(), refuse);
    });
    // Node's own error says "aborted" too, but not in a way that tells it from a defect.
    const gone = () => reject(new DOMException("The client has gone.", "AbortError"));
    const closed = () => {
      if (!incoming.readableEnded) gone();
    };
    incoming.once("end", () => {
      resolve(body.text());
      // The request lasts until its answer, and whatever listens to it keeps the body.
      body.take();
      incoming.removeAllListeners("data").off("error", gone).off("close", closed).on("error", ignore);
    });
    incoming.once("error", gone);
    incoming.once("close", closed);
  });
}

/** What breaks after the whole body has come is seen by who answers. */
function ignore(): void {}

function tooLarge(): RpcError {
  const message = `The body is larger than ${BODY_MAX_BYTES / 1024 / 1024} MiB.`;
  return refusal(413, "BODY_TOO_LARGE", message, { connection: "close" });
}

function crumbled(): RpcError {
  const message = "Invalid request: the body comes in thousands of pieces of a few bytes each";
  return new RpcError(RPC_CODE.invalidRequest, message, { status: 400, headers: { connection: "close" } });
}
