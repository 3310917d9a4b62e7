/** Where a request stands in somebody's trace, in the words of W3C Trace Context. */
export type TraceContext = { traceparent: string; tracestate?: string };

/** Version 00 is spelled out; later ones begin the same way and may go on (Trace Context section 3.2.4). */
const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-[\x21-\x7e]{0,100})?$/;
const TRACESTATE = /^[\x20-\x7e]{1,512}$/;

/**
 * What a client gives as its place in a trace, by header or by `_meta` (SEP-414); null unless it is well formed.
 * Both values may be anything.
 */
export function readTraceContext(traceparent: unknown, tracestate: unknown): TraceContext | null {
  if (typeof traceparent !== "string" || !TRACEPARENT.test(traceparent)) return null;
  if (traceparent.startsWith("00") && traceparent.length !== 55) return null;
  if (typeof tracestate !== "string" || !TRACESTATE.test(tracestate)) return { traceparent };
  return { traceparent, tracestate };
}
