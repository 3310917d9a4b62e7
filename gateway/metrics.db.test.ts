import { request as httpRequest } from "node:http";
import { text as readText } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { env, provideEnv } from "#lib/env";
import { countArrival, countEnd } from "#lib/gateway/observation/call-metrics";
import { askForTime } from "#lib/time/keep-time";
import { flushCalls } from "#lib/usage/record-call";
import { VERSION } from "#lib/version";
import { post } from "#testing/clients/post";
import { openSubscription } from "#testing/clients/subscribe";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { EVENTUALLY } from "#testing/machine/slowness";
import { makeUser, makeWorkspace, type TestWorkspace } from "#testing/people/factories";
import { type RunningMcpServer, startModernServer } from "#testing/servers/mcp-servers";

useDatabase();

let gateway: RunningGateway;
let notebook: RunningMcpServer;

beforeAll(async () => {
  gateway = await startGateway();
  notebook = await startModernServer();
});
afterAll(async () => {
  await gateway.stop();
  await notebook.stop();
});

let acme: TestWorkspace;
let token: string;

beforeEach(async () => {
  const ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  await connect(acme, notebook.url, { slug: "notebook" });
  ({ token } = await makeToken(ada, [acme]));
});

type Sample = { name: string; labels: Record<string, string>; value: number };

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\]|\\.)*",?)*)\})? (\S+)$/;

/** Reads the text format of Prometheus strictly. A line that does not belong there fails the test. */
function parse(text: string): Sample[] {
  expect(text.endsWith("\n")).toBe(true);
  return text
    .split("\n")
    .filter((line) => line !== "" && !/^# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* /.test(line))
    .map((line) => {
      const match = SAMPLE.exec(line);
      if (!match) throw new Error(`Not a sample: ${line}`);
      const labels = [...(match[2] ?? "").matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
      return {
        name: match[1] ?? "",
        labels: Object.fromEntries(labels.map(([, name, value]) => [name, value])),
        value: Number(match[3]),
      };
    });
}

async function scrape(): Promise<(name: string, labels?: Record<string, string>) => number> {
  const response = await fetch(`${gateway.origin}/metrics`);
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const samples = parse(await response.text());
  return (name, labels = {}) =>
    samples
      .filter((one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value))
      .reduce((total, one) => total + one.value, 0);
}

describe("the metrics", () => {
  test("count calls by server, method and outcome, with their durations", async () => {
    const before = await scrape();
    const call = (name: string) => post(gateway.url, token, { method: "tools/call", params: { name } });
    for (let times = 0; times < 3; times += 1) await call("notebook__list_notes");
    await call("notebook__delete_notes");
    await post(gateway.url, token, { method: "tools/list" });
    await post(gateway.url, null, { method: "tools/list" });
    const after = await scrape();
    const more = (name: string, labels: Record<string, string>) => after(name, labels) - before(name, labels);
    const labels = { workspace: acme.slug, server: "notebook", method: "tools/call" };
    expect(more("latchkey_calls_total", { ...labels, outcome: "ok" })).toBe(3);
    expect(more("latchkey_calls_total", { ...labels, outcome: "refused" })).toBe(1);
    expect(more("latchkey_calls_total", { server: "", method: "tools/list", outcome: "ok" })).toBe(1);
    expect(more("latchkey_calls_total", { server: "", method: "", outcome: "unauthenticated" })).toBe(1);
    expect(more("latchkey_call_duration_seconds_count", labels)).toBe(4);
    expect(more("latchkey_call_duration_seconds_bucket", { ...labels, le: "+Inf" })).toBe(4);
    expect(more("latchkey_call_duration_seconds_sum", labels)).toBeGreaterThan(0);
  });

  test("show calls under way, open streams and waiting writes", async () => {
    const subscription = await openSubscription(gateway.url, token, { toolsListChanged: true });
    const during = await scrape();
    expect(during("latchkey_open_streams", { kind: "subscription" })).toBe(1);
    expect(during("latchkey_open_streams", { kind: "answer" })).toBe(0);
    expect(during("latchkey_calls_in_progress")).toBe(0);
    expect(during("latchkey_database_connections", { state: "open" })).toBeGreaterThan(0);
    expect(during("latchkey_rate_limit_store", { store: "memory" })).toBe(1);
    expect(during("latchkey_rate_limit_store")).toBe(1);
    expect(during("nodejs_heap_size_used_bytes")).toBeGreaterThan(0);
    await vi.waitFor(async () => expect((await scrape())("latchkey_bell_up")).toBe(1), EVENTUALLY);
    await askForTime();
    expect(Math.abs((await scrape())("latchkey_clock_offset_seconds") ?? Number.NaN)).toBeLessThan(60);
    subscription.close();
    await vi.waitFor(
      async () => expect((await scrape())("latchkey_open_streams", { kind: "subscription" })).toBe(0),
      EVENTUALLY,
    );
    await flushCalls();
    const later = await scrape();
    expect(later("latchkey_usage_waiting")).toBe(0);
    expect(later("latchkey_usage_written_total")).toBeGreaterThanOrEqual(during("latchkey_usage_waiting"));
    expect(later("latchkey_usage_dropped_total")).toBe(0);
  });

  test("say which version runs", async () => {
    const labels = { version: VERSION, node: process.versions.node, role: "all" };
    expect((await scrape())("latchkey_build_info", labels)).toBe(1);
  });

  test("limit the number of servers that are counted one by one", async () => {
    for (let number = 0; number < 1_000; number += 1) {
      countArrival();
      countEnd({ workspace: "many", server: `s${number}`, method: "tools/call", outcome: "ok" }, 1);
    }
    const response = await fetch(`${gateway.origin}/metrics`);
    const samples = parse(await response.text()).filter((one) => one.name === "latchkey_calls_total");
    expect(samples.length).toBeLessThan(320);
    const other = samples.find((one) => one.labels.server === "other");
    expect(other?.value).toBeGreaterThan(690);
  });
});

describe("access to the metrics", () => {
  let before: ReturnType<typeof env>;
  beforeEach(() => {
    before = env();
  });
  afterEach(() => void provideEnv(before));

  /** Sends a request with headers that `fetch` does not allow. */
  function status(headers: Record<string, string> = {}): Promise<number> {
    return new Promise((resolve, reject) => {
      httpRequest(`${gateway.origin}/metrics`, { headers }, async (response) => {
        await readText(response);
        resolve(response.statusCode ?? 0);
      })
        .once("error", reject)
        .end();
    });
  }

  test("without METRICS_TOKEN only local programs have access, and no proxy or web page", async () => {
    expect(await status()).toBe(200);
    expect(await status({ host: "localhost:3000" })).toBe(200);
    for (const name of ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Via"]) {
      expect(await status({ [name]: "198.51.100.7" })).toBe(404);
    }
    for (const host of ["keys.acme.com", "rebound.example:3000", "127.0.0.1.example.com"]) {
      expect([404, 421]).toContain(await status({ host }));
    }
  });

  test.each<[string, Partial<ReturnType<typeof env>>]>([
    ["PUBLIC_URL is no loopback address", { PUBLIC_URL: "https://keys.acme.com" }],
    ["a proxy is trusted", { TRUST_PROXY: true }],
  ])("without METRICS_TOKEN nobody has access when %s, as a proxy may add no header", async (_when, settings) => {
    provideEnv({ ...before, ...settings });
    expect(await status()).toBe(404);
    provideEnv({ ...before, ...settings, METRICS_TOKEN: "a-token-of-operators" });
    expect(await status({ authorization: "Bearer a-token-of-operators" })).toBe(200);
  });

  test("with METRICS_TOKEN only clients that send it have access", async () => {
    provideEnv({ ...before, METRICS_TOKEN: "a-token-of-operators" });
    expect(await status()).toBe(404);
    for (const wrong of [
      "Bearer a-token-of-operator",
      "Bearer a-token-of-operators2",
      "Basic a-token-of-operators",
      "",
    ]) {
      expect(await status({ authorization: wrong })).toBe(404);
    }
    const authorization = "Bearer a-token-of-operators";
    expect(await status({ authorization })).toBe(200);
    expect(await status({ authorization, "x-forwarded-for": "198.51.100.7", host: "10.0.0.7:3000" })).toBe(200);
  });
});
