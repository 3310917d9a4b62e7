/** The place of a request in a trace, in the form of W3C Trace Context. */
export type TraceContext = { traceparent: string; tracestate?: string };

/**
 * Version 00 has exactly these fields. Later versions begin with them and may add more (Trace Context section 3.2.4).
 */
const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-[\x21-\x7e]{0,100})?$/;
const TRACESTATE = /^[\x20-\x7e]{1,512}$/;

/**
 * Reads a client's trace context from a header or from `_meta` (SEP-414). Both parameters may have any value.
 * @returns null when `traceparent` is not well formed; a malformed `tracestate` is left out
 */
export function readTraceContext(traceparent: unknown, tracestate: unknown): TraceContext | null {
  if (typeof traceparent !== "string" || !TRACEPARENT.test(traceparent)) return null;
  if (traceparent.startsWith("00") && traceparent.length !== 55) return null;
  if (typeof tracestate !== "string" || !TRACESTATE.test(tracestate)) return { traceparent };
  return { traceparent, tracestate };
}
