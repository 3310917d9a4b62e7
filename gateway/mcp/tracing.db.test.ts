import { text as readText } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { env, provideEnv } from "#lib/env";
import { startTracing, stopTracing } from "#lib/gateway/observation/start-tracing";
import { post, postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { type ReceivedSpan, type SpanReceiver, startSpanReceiver } from "#testing/machine/span-receiver";
import { makeUser, makeWorkspace } from "#testing/people/factories";
import { answerWith, type RunningServer, startHttpServer, startModernServer } from "#testing/servers/mcp-servers";
import { type SessionServer, startSessionServer } from "#testing/servers/session-server";

useDatabase();

/** The trace that a server received in its headers and in `_meta`. */
type Told = { method: string; traceparent: unknown; tracestate: unknown; meta: Record<string, unknown> };

/** The traces that the server of the 2026 revision received. */
const told: Told[] = [];
let gateway: RunningGateway;
let collector: SpanReceiver;
let modern: RunningServer;
let sessions: SessionServer;

/** Starts a real server behind a relay that records each request. */
async function startNotingServer(): Promise<RunningServer> {
  const server = await startModernServer();
  const relay = await startHttpServer(async (request, response) => {
    const body = await readText(request);
    const { method, params } = JSON.parse(body || "{}") as { method: string; params?: { _meta?: Told["meta"] } };
    const { traceparent, tracestate } = request.headers;
    told.push({ method, traceparent, tracestate, meta: params?._meta ?? {} });
    const init = { method: request.method ?? "POST", headers: request.headers as Record<string, string>, body };
    await answerWith(() => server.handler.fetch(new Request(server.url, init)), request, response);
  });
  return { url: relay.url, stop: async () => void (await Promise.all([relay.stop(), server.stop()])) };
}

beforeAll(async () => {
  gateway = await startGateway();
  collector = await startSpanReceiver();
  modern = await startNotingServer();
  sessions = await startSessionServer();
});
afterAll(async () => {
  await Promise.all([gateway, collector, modern, sessions].map((one) => one.stop()));
});

let token: string;
let workspace: string;

beforeEach(async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  workspace = acme.slug;
  await connect(acme, modern.url, { slug: "modern" });
  await connect(acme, sessions.url, { slug: "legacy" });
  ({ token } = await makeToken(ada, [acme]));
  told.length = 0;
  sessions.seen.length = 0;
  collector.spans.length = 0;
});

const call = (name: string, meta: Record<string, unknown> = {}) => ({
  method: "tools/call",
  params: { name, _meta: meta },
});
/** Returns the trace that the last called server received. */
function lastTold(): Told | undefined {
  const toLegacy = sessions.seen.map(({ headers, message }) => {
    const params = message.params as { _meta?: Told["meta"] } | undefined;
    const { traceparent, tracestate } = headers;
    return { method: String(message.method), traceparent, tracestate, meta: params?._meta ?? {} };
  });
  return [...told, ...toLegacy].findLast((one) => one.method === "tools/call");
}

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = `00-${TRACE}-00f067aa0ba902b7-01`;
const OTHER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

describe("without a collector", () => {
  test.each(["modern__list_notes", "legacy__whoami"])("%s receives the client's trace unchanged", async (name) => {
    await post(gateway.url, token, call(name), { traceparent: PARENT, tracestate: "vendor=1" });
    expect(lastTold()).toMatchObject({ traceparent: PARENT, tracestate: "vendor=1" });
    await postModern(gateway.url, token, call(name, { traceparent: PARENT }));
    expect(lastTold()).toMatchObject({ meta: { traceparent: PARENT } });
  });

  test.each([
    ["not a trace", "hello"],
    ["of an all-zero trace", `00-${"0".repeat(32)}-00f067aa0ba902b7-01`],
    ["of the forbidden version", `ff-${TRACE}-00f067aa0ba902b7-01`],
    ["too long for its version", `${PARENT}-more`],
  ])("what is %s goes nowhere", async (_what, traceparent) => {
    await post(gateway.url, token, call("modern__list_notes"), { traceparent, tracestate: "vendor=1" });
    expect(lastTold()?.traceparent).toBeUndefined();
    expect(lastTold()?.tracestate).toBeUndefined();
  });
});

describe("with a collector", () => {
  /** Makes calls with tracing, and returns the spans that the collector received until tracing stopped. */
  async function traced(settings: Record<string, unknown>, work: () => Promise<unknown>): Promise<ReceivedSpan[]> {
    const before = env();
    provideEnv({ ...before, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...settings });
    try {
      await startTracing();
      await work();
    } finally {
      await stopTracing();
      provideEnv(before);
    }
    return collector.spans;
  }

  test("makes a span for a call in the client's trace, and a child span that the server receives", async () => {
    const spans = await traced({ OTEL_SERVICE_NAME: "gateway-a" }, () =>
      postModern(gateway.url, token, {
        id: "seven",
        ...call("modern__list_notes", { traceparent: PARENT, tracestate: "vendor=1" }),
      }),
    );
    expect(spans).toHaveLength(2);
    const server = spans.find((span) => span.kind === 2);
    const client = spans.find((span) => span.kind === 3);
    expect(server).toMatchObject({
      traceId: TRACE,
      parentSpanId: "00f067aa0ba902b7",
      traceState: "vendor=1",
      name: "tools/call list_notes",
      status: 0,
      service: "gateway-a",
      attributes: {
        "mcp.method.name": "tools/call",
        "gen_ai.tool.name": "list_notes",
        "gen_ai.operation.name": "execute_tool",
        "jsonrpc.request.id": "seven",
        "client.address": "127.0.0.1",
        "latchkey.server": "modern",
        "latchkey.workspace": workspace,
        "latchkey.outcome": "ok",
      },
    });
    expect(server?.durationMs).toBeGreaterThan(0);
    expect(client).toMatchObject({ traceId: TRACE, parentSpanId: server?.spanId, name: "tools/call list_notes" });
    const ours = `00-${TRACE}-${client?.spanId}-01`;
    const expected = { traceparent: ours, tracestate: "vendor=1" };
    expect(lastTold()).toMatchObject({ ...expected, meta: expected });
  });

  test("takes the parent from _meta, and links the trace of the header", async () => {
    const spans = await traced({}, () =>
      post(gateway.url, token, call("legacy__whoami", { traceparent: PARENT }), { traceparent: OTHER }),
    );
    expect(spans.find((span) => span.kind === 2)).toMatchObject({
      parentSpanId: "00f067aa0ba902b7",
      links: [{ traceId: OTHER.split("-")[1], spanId: OTHER.split("-")[2] }],
    });
    expect(lastTold()).toMatchObject({ meta: { traceparent: lastTold()?.traceparent } });
  });

  test("marks a failed call, without its parameters and results", async () => {
    const spans = await traced({}, async () => {
      await post(gateway.url, token, {
        method: "tools/call",
        params: { name: "modern__add_note", arguments: { text: "s3cret" } },
      });
      await post(gateway.url, token, { method: "prompts/get", params: { name: "modern__summarise", arguments: {} } });
    });
    const [refused, failed] = spans.filter((span) => span.kind === 2);
    expect(refused).toMatchObject({ name: "tools/call add_note", status: 2, attributes: { "error.type": "403" } });
    expect(failed).toMatchObject({
      status: 2,
      attributes: { "gen_ai.prompt.name": "summarise", "error.type": "-32602" },
    });
    expect(JSON.stringify(spans)).not.toContain("s3cret");
  });

  test("makes no spans for requests without a valid key", async () => {
    const spans = await traced({}, () => post(gateway.url, null, call("modern__list_notes"), { traceparent: PARENT }));
    expect(spans).toEqual([]);
  });

  test("records a share of the traces that begin here, and always informs the server", async () => {
    const spans = await traced({ OTEL_TRACES_SAMPLER_ARG: 0 }, () =>
      post(gateway.url, token, call("modern__list_notes")),
    );
    expect(spans).toEqual([]);
    expect(lastTold()?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  test("a collector that is away does not affect calls or the stop", async () => {
    const spans = await traced({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" }, async () => {
      expect((await post(gateway.url, token, call("modern__list_notes"))).body.result).toBeDefined();
    });
    expect(spans).toEqual([]);
  });
});
