import fc from "fast-check";
import { encodeHeader, MODERN_VERSION } from "#lib/mcp/protocol";
import { type GeneratedMessage, generatedMessage } from "#testing/fuzz/generated-message";

/** The keys of a run. Other credentials are generated. */
export type Keys = { full: string; readOnly: string; revoked: string };

export type GeneratedRequest = {
  verb: string;
  path: string;
  /** The headers in the order in which they are sent, in Latin-1. */
  headers: [string, string][];
  body: Buffer;
  isChunked: boolean;
};

const VERBS = ["GET", "DELETE", "PUT", "OPTIONS", "HEAD", "PATCH"];
const PATHS = ["/mcp/inspector", "/mcp?session=1", "/mcp?api_key=x", "/mcp?", "/mcp?%", "/mcp?x=%ff&=&&"];
const HEADER_NAMES = [
  "mcp-protocol-version",
  "mcp-method",
  "mcp-name",
  "mcp-param-x",
  "mcp-session-id",
  "origin",
  "host",
  "accept",
  "content-type",
  "content-encoding",
  "authorization",
  "x-api-key",
  "x-request-id",
  "x-forwarded-for",
  "x-forwarded-host",
  "traceparent",
  "user-agent",
  "last-event-id",
  "expect",
];
const VALUES = [
  "",
  " ",
  "2025-11-25",
  MODERN_VERSION,
  "2099-01-01",
  "null",
  "=?base64?4oCc?=",
  "=?base64?!?=",
  "text/event-stream",
  "application/json; charset=utf-16",
  "gzip",
  "Bearer",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  "https://evil.example",
  "x".repeat(2_000),
];

/** The part of a counterexample that is shown. */
const SHOWN_MAX_BYTES = 4_000;

/** The text that a header may contain on the wire: no control characters except the tab. */
const headerText = fc
  .array(
    fc.integer({ min: 0x20, max: 0xff }).filter((code) => code !== 0x7f),
    { maxLength: 30 },
  )
  .map((codes) => String.fromCharCode(...codes));
const headerValue = fc.oneof(headerText, fc.constantFrom(...VALUES), fc.constant("\t"));
const headerName = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...HEADER_NAMES) },
  { weight: 1, arbitrary: fc.stringMatching(/^[!#$%&'*+.^_`|~a-z0-9-]{1,20}$/).filter((name) => !FRAMING.has(name)) },
);
/** The headers that decide where a request ends. A wrong one would make it a different request. */
const FRAMING = new Set(["content-length", "transfer-encoding", "connection", "upgrade"]);

/** Mostly a message. Otherwise a damaged message or random bytes. */
const body = (message: GeneratedMessage): fc.Arbitrary<Buffer> => {
  const whole = Buffer.from(message.text);
  const anywhere = fc.nat(whole.length);
  return fc.oneof(
    { weight: 30, arbitrary: fc.constant(whole) },
    { weight: 1, arbitrary: anywhere.map((end) => whole.subarray(0, end)) },
    {
      weight: 2,
      arbitrary: fc.tuple(anywhere, fc.integer({ min: 0, max: 255 })).map(([at, byte]) => {
        const changed = Buffer.from(whole);
        if (at < changed.length) changed[at] = byte;
        return changed;
      }),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(`[${message.text}]`, `\ufeff${message.text}`, ` \n${message.text}\t`)
        .map((text) => Buffer.from(text)),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom("", "null", "0", '""', "{}", "[]", "[[[", '{"a":'.repeat(300))
        .map((text) => Buffer.from(text)),
    },
    {
      weight: 1,
      arbitrary: fc.constant(Buffer.from(message.text.replace(/^\{/, `{"padding":"${"x".repeat(70_000)}",`))),
    },
  );
};

/** Generates requests to the MCP endpoint. */
export function generatedRequest(keys: Keys, host: string): fc.Arbitrary<GeneratedRequest> {
  const credential = fc.oneof(
    { weight: 30, arbitrary: fc.constant<[string, string][]>([["authorization", `Bearer ${keys.full}`]]) },
    { weight: 6, arbitrary: fc.constant<[string, string][]>([["x-api-key", keys.readOnly]]) },
    { weight: 1, arbitrary: fc.constant<[string, string][]>([["authorization", `Bearer ${keys.revoked}`]]) },
    { weight: 1, arbitrary: fc.constant<[string, string][]>([]) },
    { weight: 1, arbitrary: headerText.map((text): [string, string][] => [["authorization", text]]) },
  );
  return generatedMessage.chain((message) =>
    fc
      .record({
        verb: fc.oneof(
          { weight: 60, arbitrary: fc.constant("POST") },
          { weight: 1, arbitrary: fc.constantFrom(...VERBS) },
        ),
        path: fc.oneof(
          { weight: 20, arbitrary: fc.constant("/mcp") },
          { weight: 1, arbitrary: fc.constantFrom(...PATHS) },
        ),
        credential,
        accept: fc.constantFrom("application/json, text/event-stream", "application/json"),
        omitted: fc.oneof({ weight: 8, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: fc.nat(5) }),
        odd: fc.oneof(
          { weight: 5, arbitrary: fc.constant([]) },
          { weight: 1, arbitrary: fc.array(fc.tuple(headerName, headerValue), { maxLength: 4 }) },
        ),
        body: body(message),
        isChunked: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
      })
      .map(({ credential: sent, accept, omitted, odd, ...rest }) => {
        const usual: [string, string][] = [
          ["accept", accept],
          ["content-type", "application/json"],
          ...(message.isModern ? modernHeaders(message) : []),
        ];
        const headers = [...usual.filter((_, index) => index !== omitted), ...sent, ...odd];
        const request: GeneratedRequest = { ...rest, headers: [["host", host], ...headers] };
        // A counterexample is shown as the bytes that were sent.
        return { ...request, [fc.toStringMethod]: () => wireFormat(request).toString("latin1", 0, SHOWN_MAX_BYTES) };
      }),
  );
}

function modernHeaders({ method, name }: GeneratedMessage): [string, string][] {
  return [
    ["mcp-protocol-version", MODERN_VERSION],
    ["mcp-method", encodeHeader(method)],
    ...(name === null ? [] : [["mcp-name", encodeHeader(name)] as [string, string]]),
  ];
}

/** Returns the bytes of a request on the wire. */
export function wireFormat({ verb, path, headers, body: content, isChunked }: GeneratedRequest): Buffer {
  const framing = isChunked ? "transfer-encoding: chunked" : `content-length: ${content.length}`;
  const lines = [`${verb} ${path} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`), framing, "", ""];
  const head = Buffer.from(lines.join("\r\n"), "latin1");
  if (!isChunked) return Buffer.concat([head, content]);
  const middle = Math.floor(content.length / 2);
  const chunks = [content.subarray(0, middle), content.subarray(middle)].filter((chunk) => chunk.length > 0);
  const framed = chunks.flatMap((chunk) => [
    Buffer.from(`${chunk.length.toString(16)}\r\n`),
    chunk,
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([head, ...framed, Buffer.from("0\r\n\r\n")]);
}
