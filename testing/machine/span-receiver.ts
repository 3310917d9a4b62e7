import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { startHttpServer } from "#testing/servers/mcp-servers";

/** The fields of a received span that tests need. */
export type ReceivedSpan = {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  traceState: string;
  name: string;
  /** 2 for a server, 3 for a client (OTLP `Span.SpanKind`). */
  kind: number;
  /** 2 for an error (OTLP `Status.StatusCode`). */
  status: number;
  durationMs: number;
  attributes: Record<string, string | number>;
  links: { traceId: string; spanId: string }[];
  service: string;
};

export type SpanReceiver = {
  /** The value for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  url: string;
  spans: ReceivedSpan[];
  stop(): Promise<void>;
};

/** Starts a collector that accepts spans as binary protobuf by OTLP over HTTP, like the collector of OpenTelemetry. */
export async function startSpanReceiver(): Promise<SpanReceiver> {
  const spans: ReceivedSpan[] = [];
  const server = await startHttpServer(async (request, response) => {
    const body = await buffer(request);
    if (request.url !== "/v1/traces" || request.headers["content-type"] !== "application/x-protobuf") {
      return response.writeHead(404).end();
    }
    spans.push(...readSpans(request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body));
    return response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  });
  return { ...server, spans };
}

/** The field numbers come from `trace.proto`, `common.proto` and `resource.proto` of opentelemetry-proto. */
function readSpans(request: Buffer): ReceivedSpan[] {
  return all(request, 1).flatMap((resourceSpans) => {
    const service = String(attributesOf(all(first(resourceSpans, 1), 1))["service.name"]);
    return all(resourceSpans, 2).flatMap((scopeSpans) => all(scopeSpans, 2).map((span) => readSpan(span, service)));
  });
}

function readSpan(span: Buffer, service: string): ReceivedSpan {
  const nanoseconds = (field: number) => first(span, field).readBigUInt64LE();
  return {
    traceId: first(span, 1).toString("hex"),
    spanId: first(span, 2).toString("hex"),
    traceState: first(span, 3).toString(),
    parentSpanId: first(span, 4).toString("hex"),
    name: first(span, 5).toString(),
    kind: numberOf(first(span, 6)),
    durationMs: Number(nanoseconds(8) - nanoseconds(7)) / 1e6,
    attributes: attributesOf(all(span, 9)),
    links: all(span, 13).map((link) => ({
      traceId: first(link, 1).toString("hex"),
      spanId: first(link, 2).toString("hex"),
    })),
    status: numberOf(first(first(span, 15), 3)),
    service,
  };
}

function attributesOf(pairs: Buffer[]): Record<string, string | number> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const value = first(pair, 2);
      const [text] = all(value, 1);
      return [first(pair, 1).toString(), text ? text.toString() : numberOf(first(value, 3))];
    }),
  );
}

const NOTHING = Buffer.alloc(0);

function first(message: Buffer, field: number): Buffer {
  return all(message, field)[0] ?? NOTHING;
}

/** Returns the values of a protobuf field: the content of length-delimited values, the raw bytes of all others. */
function all(message: Buffer, wanted: number): Buffer[] {
  const values: Buffer[] = [];
  let at = 0;
  while (at < message.length) {
    const tag = varint(message, at);
    const start = at + tag.length;
    const [begin, end] = extent(message, start, tag.value & 7);
    if (tag.value >> 3 === wanted) values.push(message.subarray(begin, end));
    at = end;
  }
  return values;
}

/** Returns the start and the end of a value of this wire type. */
function extent(message: Buffer, at: number, wireType: number): [number, number] {
  if (wireType === 0) return [at, at + varint(message, at).length];
  if (wireType === 1) return [at, at + 8];
  if (wireType === 5) return [at, at + 4];
  const { value, length } = varint(message, at);
  return [at + length, at + length + value];
}

function numberOf(bytes: Buffer): number {
  return bytes.length === 0 ? 0 : varint(bytes, 0).value;
}

function varint(message: Buffer, at: number): { value: number; length: number } {
  let value = 0;
  for (let length = 1; ; length += 1) {
    const byte = message[at + length - 1] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * (length - 1));
    if (byte < 0x80) return { value, length };
  }
}
