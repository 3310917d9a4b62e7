import { SECOND_MS } from "#lib/clock";
import { errorMessage } from "#lib/gateway/messages/reply";
import { RpcError } from "#lib/gateway/messages/rpc-error";
import { log } from "#lib/log";
import { type JsonObject, RPC_CODE, type RpcId } from "#lib/mcp/protocol";
import { eventOf } from "#lib/upstreams/wire/event-stream";

/** A comment in the stream, so proxies do not close a stream without events. */
export const KEEP_ALIVE_EVERY_MS = 15 * SECOND_MS;
export const KEEP_ALIVE = ": keep-alive\n\n";

type Ending = {
  /** Called when the client closes the connection. */
  abort: () => void;
  /** Called once, at every kind of end. */
  done: () => void;
};

type MessageEnding = Ending & { onError: (error: unknown) => unknown; requestId: string };

/** Sends messages as events. A failure becomes the response, so the client does not wait for ever. */
export function messageStream(
  messages: AsyncIterable<JsonObject>,
  id: RpcId,
  { abort, done, onError, requestId }: MessageEnding,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = messages[Symbol.asyncIterator]();
  let keepAlive: NodeJS.Timeout | undefined;
  let isCancelled = false;
  const end = () => {
    clearInterval(keepAlive);
    done();
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      keepAlive = setInterval(() => controller.enqueue(encoder.encode(KEEP_ALIVE)), KEEP_ALIVE_EVERY_MS);
      keepAlive.unref();
    },
    async pull(controller) {
      try {
        const next = await iterator.next();
        if (isCancelled) return;
        if (!next.done) return controller.enqueue(encoder.encode(eventOf(next.value)));
      } catch (error) {
        if (isCancelled) return;
        const message = errorEvent(onError(error), id, requestId);
        if (message) controller.enqueue(encoder.encode(message));
      }
      end();
      controller.close();
    },
    cancel() {
      // A message that was requested before may still come. `pull` drops it.
      isCancelled = true;
      abort();
      end();
    },
  });
}

function errorEvent(error: unknown, id: RpcId, requestId: string): string | null {
  if (error instanceof RpcError) return eventOf(errorMessage(id, error, requestId));
  if (error instanceof Error && error.name === "AbortError") return null;
  log().error({ error, requestId }, "A stream ended with a defect.");
  return eventOf(errorMessage(id, new RpcError(RPC_CODE.internalError, "Internal error"), requestId));
}
