import { randomBytes } from "node:crypto";
import { env } from "#lib/env";
import { single } from "#lib/process";

/** The form of an id that a proxy may give. It cannot forge a line of a log or a header. */
const SAFE = /^[A-Za-z0-9._-]{8,100}$/;

type Counter = { prefix: string; next: number };

/**
 * Makes an id that is unique over all processes: `req_`, a random text of this process, and a counter. Ids are not
 * random for each request, because nobody has to be kept from guessing them.
 * @param given `X-Request-Id` of the request; it is used only behind a trusted proxy (`TRUST_PROXY`)
 */
export function newRequestId(given: string | null): string {
  if (given !== null && env().TRUST_PROXY && SAFE.test(given)) return given;
  const counter = single("request-ids", firstCounter);
  const id = counter.prefix + counter.next.toString(36);
  counter.next += 1;
  return id;
}

function firstCounter(): Counter {
  return { prefix: `req_${randomBytes(6).readUIntBE(0, 6).toString(36).padStart(10, "0")}-`, next: 0 };
}
