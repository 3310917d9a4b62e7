import type { IncomingMessage } from "node:http";
import { GatheredBytes } from "#lib/bounds/gathered-bytes";
import type { Admission } from "#lib/gateway/admit";
import { RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import { RPC_CODE } from "#lib/mcp/protocol";

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
  admission: Promise<Admission>,
  makeRoom: MakeRoom,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const announced = Number(incoming.headers["content-length"] ?? BODY_MAX_BYTES);
    const reader = new BodyReader(incoming, announced, { admission, makeRoom, resolve, reject });
    if (announced > BODY_MAX_BYTES) reader.refuse(tooLarge());
  });
}

type MakeRoom = (bytes: number) => Promise<void>;

type Reading = {
  admission: Promise<Admission>;
  makeRoom: MakeRoom;
  resolve: (text: string) => void;
  reject: (error: unknown) => void;
};

/** Listens to a request until its answer. Once the body has been handed over, nothing of it is left here. */
class BodyReader {
  readonly #incoming: IncomingMessage;
  readonly #announced: number;
  readonly #body = new GatheredBytes();
  #reading: Reading | null;
  #isLarge = false;
  #needsKey = false;

  constructor(incoming: IncomingMessage, announced: number, reading: Reading) {
    this.#incoming = incoming;
    this.#announced = announced;
    this.#reading = reading;
    incoming.on("end", this.#end).on("error", this.#gone).on("close", this.#gone).on("data", this.#push);
  }

  readonly refuse = (error: unknown): void => {
    // The connection may go on for a minute, and what came so far with it. What still comes is let go by, so that the
    // client reads the answer instead of a broken connection.
    this.#body.take();
    this.#incoming.resume();
    this.#reading?.reject(error);
    this.#reading = null;
  };

  readonly #push = (chunk: Buffer): void => {
    if (!this.#reading) return;
    this.#body.push(chunk);
    if (this.#body.byteLength > BODY_MAX_BYTES) this.refuse(tooLarge());
    else if (this.#body.isTooFragmented) this.refuse(crumbled());
    else this.#mindSize(this.#reading);
  };

  #mindSize({ admission, makeRoom }: Reading): void {
    const { byteLength } = this.#body;
    if (!this.#needsKey && byteLength > STRANGER_BYTES && byteLength < this.#announced) {
      this.#needsKey = true;
      admission.then(({ refused }) => refused && this.refuse(refused));
    }
    if (byteLength <= LARGE_BYTES || this.#isLarge) return;
    this.#isLarge = true;
    this.#incoming.pause();
    makeRoom(this.#announced).then(() => this.#incoming.resume(), this.refuse);
  }

  readonly #end = (): void => {
    this.#reading?.resolve(this.#body.text());
    this.#reading = null;
    this.#body.take();
  };

  /** Node's own error says "aborted" too, but not in a way that tells it from a defect. */
  readonly #gone = (): void => {
    this.#reading?.reject(new DOMException("The client has gone.", "AbortError"));
    this.#reading = null;
  };
}

function tooLarge(): RpcError {
  const message = `The body is larger than ${BODY_MAX_BYTES / 1024 / 1024} MiB.`;
  return refusal(413, "BODY_TOO_LARGE", message, { connection: "close" });
}

function crumbled(): RpcError {
  const message = "Invalid request: the body comes in thousands of pieces of a few bytes each";
  return new RpcError(RPC_CODE.invalidRequest, message, { status: 400, headers: { connection: "close" } });
}
