import { afterAll, beforeAll, expect, test } from "vitest";
import { upstreamFetch } from "#lib/upstreams/catalogue/upstream-fetch";
import { provideTestEnv } from "#testing/databases/use-database";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";

provideTestEnv();

let server: RunningServer;
let body: string;
let asked = 0;

beforeAll(async () => {
  server = await startHttpServer((_request, response) => {
    asked += 1;
    response.end(body);
  });
});
afterAll(() => server.stop());

test("opens no stream for notifications, but resumes one", async () => {
  body = "resumed";
  expect((await upstreamFetch(server.url, { method: "GET" })).status).toBe(405);
  expect(asked).toBe(0);
  const resumed = await upstreamFetch(server.url, { method: "GET", headers: { "last-event-id": "1" } });
  expect(await resumed.text()).toBe("resumed");
});

test.each([
  ["more than 8 MiB", () => `"${"x".repeat(8 * 1024 * 1024)}"`],
  ["more than half a million parts", () => `[${"{},".repeat(600_000)}{}]`],
])("fails for an answer of %s", async (_what, make) => {
  body = make();
  const response = await upstreamFetch(server.url, { method: "POST", body: "{}" });
  await expect(response.text()).rejects.toThrow();
});

test("reads an answer of up to half a million parts", async () => {
  body = `[${"{},".repeat(500_000)}{}]`;
  const response = await upstreamFetch(server.url, { method: "POST", body: "{}" });
  expect(await response.text()).toHaveLength(body.length);
});
