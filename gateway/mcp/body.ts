import type { IncomingMessage } from "node:http";
import { GatheredBytes } from "#lib/bounds/gathered-bytes";
import { RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { RPC_CODE } from "#lib/mcp/protocol";

const BODY_MAX_BYTES = 4 * 1024 * 1024;
/** A larger body is read once there is memory for it. Nearly every body is smaller. */
const LARGE_BYTES = 64 * 1024;
/** The most that is held for a client before its key is accepted. */
const STRANGER_BYTES = 4 * 1024;

/**
 * Reads the body as text.
 * @param admission resolves to what the key may do, or to its refusal, which ends the reading
 * @param acquireMemory waits until a body of this many bytes may be read
 * @throws RpcError 413 above 4 MiB, as soon as that is known; 400 for thousands of tiny pieces; the refusal of the key
 * @throws the error of `acquireMemory`; AbortError when the client goes away
 */
export function readBody(
  incoming: IncomingMessage,
  admission: Promise<KeyAccess | RpcError>,
  acquireMemory: AcquireMemory,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const announced = Number(incoming.headers["content-length"] ?? BODY_MAX_BYTES);
    const reader = new BodyReader(incoming, announced, { admission, acquireMemory, resolve, reject });
    if (announced > BODY_MAX_BYTES) reader.refuse(tooLarge());
  });
}

type AcquireMemory = (bytes: number) => Promise<void>;

type Reading = {
  admission: Promise<KeyAccess | RpcError>;
  acquireMemory: AcquireMemory;
  resolve: (text: string) => void;
  reject: (error: unknown) => void;
};

/** Listens to a request until its answer. It keeps nothing of the body once the body has been handed over. */
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
    // The connection may stay open for a minute, so the part of the body that has come is dropped. The rest is read and
    // ignored, so the client reads the answer instead of an error of the connection.
    this.#body.take();
    this.#incoming.resume();
    this.#reading?.reject(error);
    this.#reading = null;
  };

  readonly #push = (chunk: Buffer): void => {
    if (!this.#reading) return;
    this.#body.push(chunk);
    if (this.#body.byteLength > BODY_MAX_BYTES) this.refuse(tooLarge());
    else if (this.#body.isTooFragmented) this.refuse(tooFragmented());
    else this.#checkSize(this.#reading);
  };

  /** Waits for the key before more is held for a stranger, and for memory before a large body is read. */
  #checkSize({ admission, acquireMemory }: Reading): void {
    const { byteLength } = this.#body;
    if (!this.#needsKey && byteLength > STRANGER_BYTES && byteLength < this.#announced) {
      this.#needsKey = true;
      admission.then((access) => access instanceof RpcError && this.refuse(access));
    }
    if (byteLength <= LARGE_BYTES || this.#isLarge) return;
    this.#isLarge = true;
    this.#incoming.pause();
    acquireMemory(this.#announced).then(() => this.#incoming.resume(), this.refuse);
  }

  readonly #end = (): void => {
    this.#reading?.resolve(this.#body.text());
    this.#reading = null;
    this.#body.take();
  };

  /** Node's own error cannot be told from a defect, so it is replaced by an AbortError. */
  readonly #gone = (): void => {
    this.#reading?.reject(new DOMException("The client has gone.", "AbortError"));
    this.#reading = null;
  };
}

function tooLarge(): RpcError {
  const message = `The body is larger than ${BODY_MAX_BYTES / 1024 / 1024} MiB.`;
  return refusal(413, "BODY_TOO_LARGE", message, { connection: "close" });
}

function tooFragmented(): RpcError {
  const message = "Invalid request: the body comes in thousands of pieces of a few bytes each";
  return new RpcError(RPC_CODE.invalidRequest, message, { status: 400, headers: { connection: "close" } });
}
