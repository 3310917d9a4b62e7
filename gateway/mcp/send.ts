import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Reply } from "#lib/gateway/messages/reply";
import { countStream } from "#lib/gateway/observation/call-metrics";
import { finishObservation, type Observation } from "#lib/gateway/observation/observation";
import { log } from "#lib/log";

const NO_STORE = "no-store";

/**
 * Every answer depends on the key, so nothing between here and the client may keep it. The observation is finished once
 * the answer is complete, or its client has gone.
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
    // A flat list, which Node writes out as it is; an object it would first take apart.
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
  // The first event may be long in coming, and clients wait for the headers to know that they were heard.
  outgoing.flushHeaders();
  const ended = countStream(kind);
  try {
    // The same standard object, but not to the compiler.
    await pipeline(Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0]), outgoing);
  } catch (error) {
    // A client that goes away ends the stream, which is all there is to do about it.
    if (!outgoing.destroyed) log().error({ error, requestId }, "A stream ended with a defect.");
  }
  ended();
}
