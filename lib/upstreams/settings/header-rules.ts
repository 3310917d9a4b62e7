import { z } from "zod";

const HEADER_NAME_MAX = 128;
const HEADER_VALUE_MAX = 4_096;

/** RFC 9110, section 5.6.2: `token`. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** RFC 9110, section 5.5: visible characters, spaces and tabs. A line break would begin another header. */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The headers that the connection (RFC 9110, 7.6.1) or the protocol itself sets. */
const RESERVED = new Set([
  "accept",
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "last-event-id",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The name of a header that an admin may set. */
export const headerName = z
  .string()
  .trim()
  .min(1, { error: "Enter a header name." })
  .max(HEADER_NAME_MAX, { error: `Use at most ${HEADER_NAME_MAX} characters.` })
  .regex(TOKEN, { error: "Use letters, digits and hyphens, such as X-API-Key." })
  .refine((name) => !isReserved(name), {
    error: (issue) => `${String(issue.input)} is set by Latchkey itself and cannot be chosen.`,
  });

/** The value of a header. */
export const headerValue = z
  .string()
  .trim()
  .max(HEADER_VALUE_MAX, { error: `Use at most ${HEADER_VALUE_MAX} characters.` })
  .regex(FIELD_VALUE, { error: "Use plain characters on a single line." });

/** Whether the connection, the protocol or Latchkey sets this header. */
function isReserved(name: string): boolean {
  const lower = name.toLowerCase();
  return RESERVED.has(lower) || lower.startsWith("mcp-");
}
