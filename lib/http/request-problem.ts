import type { IncomingMessage } from "node:http";

/** Why a request is refused before anything reads it: the status, one sentence, and headers that belong to it. */
export type RequestProblem = { status: number; message: string; headers?: Record<string, string> };

/** A name or an address, with a port (RFC 9110 section 7.2). It has no user, blank or comma. */
const HOST = /^(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d{0,5})?$/i;

/**
 * Finds a `Host` header that two programs could read in two ways: one that is repeated, or one that is no host. A proxy
 * in front of Latchkey may have checked the other one (RFC 9112 section 3.2).
 * @param rawHeaders names and values in turn, as Node gives them
 */
export function hostProblem(rawHeaders: readonly string[]): RequestProblem | null {
  let host: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (name.length !== 4 || name.toLowerCase() !== "host") continue;
    if (host !== undefined) return badRequest("The request has the header Host more than once. Send it once.");
    host = rawHeaders[index + 1] ?? "";
  }
  if (host === undefined || HOST.test(host)) return null;
  return badRequest("The Host header is not the name of a host. Send a host name, with a port if it has one.");
}

/** Whether the body is sent as it is. Latchkey unpacks no body, because a small one could become a large one. */
export function isPlainBody({ headers }: Pick<IncomingMessage, "headers">): boolean {
  const encoding = headers["content-encoding"]?.trim().toLowerCase();
  return encoding === undefined || encoding === "" || encoding === "identity";
}

/** The sentence and the header of the refusal of another body (RFC 9110 section 15.5.16). */
export const PACKED_BODY = "Latchkey reads no compressed bodies. Send the body without Content-Encoding.";
export const PLAIN_BODIES_ONLY = { "accept-encoding": "identity" };

function badRequest(message: string): RequestProblem {
  return { status: 400, message };
}
