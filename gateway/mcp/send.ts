import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Reply } from "#lib/gateway/messages/reply";
import { countStream } from "#lib/gateway/observation/call-metrics";
import { finishObservation, type Observation } from "#lib/gateway/observation/observation";
import { log } from "#lib/log";

const NO_STORE = "no-store";

/**
 * Sends a reply, and finishes the observation once the reply is complete or its client has gone. Every answer depends
 * on the key, so no cache may keep it.
 */
export function send(
  outgoing: ServerResponse,
  reply: Reply,
  headers: Record<string, string>,
  observation: Observation,
): void {
  const { requestId } = observation;
  if (reply.form === "events") {
    void sendEvents(outgoing, reply, headers, requestId).then(() => finishObservation(observation));
    return;
  }
  if (reply.form === "accepted") {
    outgoing.writeHead(202, { "cache-control": NO_STORE, "x-request-id": requestId, ...headers }).end();
  } else {
    const length = String(Buffer.byteLength(reply.text));
    // Node writes a flat list as it is. An object would cost another pass over its fields.
    const fields = ["cache-control", NO_STORE, "x-request-id", requestId];
    fields.push("content-type", "application/json", "content-length", length);
    addFields(fields, headers);
    addFields(fields, reply.headers);
    outgoing.writeHead(reply.status, fields).end(reply.text);
  }
  finishObservation(observation);
}

function addFields(fields: string[], headers: Record<string, string> | undefined): void {
  for (const name in headers) fields.push(name, headers[name] ?? "");
}

async function sendEvents(
  outgoing: ServerResponse,
  { stream, kind }: Reply & { form: "events" },
  headers: Record<string, string>,
  requestId: string,
): Promise<void> {
  outgoing.writeHead(200, {
    ...headers,
    "x-request-id": requestId,
    "content-type": "text/event-stream",
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
  });
  // The headers go out before the first event, which may take long, so the client knows that its request has arrived.
  outgoing.flushHeaders();
  const ended = countStream(kind);
  try {
    // `ReadableStream` is one standard class, but Node and the DOM library declare it twice.
    await pipeline(Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0]), outgoing);
  } catch (error) {
    // A client that has gone away is no defect.
    if (!outgoing.destroyed) log().error({ error, requestId }, "A stream ended with a defect.");
  }
  ended();
}
