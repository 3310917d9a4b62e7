import { randomBytes } from "node:crypto";
import { env } from "#lib/env";
import { single } from "#lib/process";

/** Of an id that a proxy gave: nothing that could forge a line of a log or a header. */
const SAFE = /^[A-Za-z0-9._-]{8,100}$/;

type Counter = { prefix: string; next: number };

/**
 * An id that no other request has, in this process or another: `req_`, what this process drew at its start, and a
 * number. Not a random one for each request, for it need not be hard to guess.
 * @param given `X-Request-Id` of the request; taken where a proxy of ours sends it (`TRUST_PROXY`)
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
