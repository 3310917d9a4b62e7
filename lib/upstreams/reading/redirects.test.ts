import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connectUpstream } from "#lib/upstreams/reading/connect";
import { exchange } from "#lib/upstreams/wire/exchange";
import { LargeBody } from "#lib/upstreams/wire/large-body";
import { provideTestEnv } from "#testing/databases/use-database";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

const { signal } = new AbortController();

provideTestEnv();

const SECRET = "Bearer s3cret-value-of-the-header";

let elsewhere: RunningServer;
let moved: RunningServer;
/** The requests that arrived at the other origin. */
const strayed: unknown[] = [];
let seen: string[] = [];
let redirect: { status: number; location: string };

beforeAll(async () => {
  elsewhere = await startHttpServer((request, response) => {
    strayed.push([request.method, request.url, request.headers]);
    response.end("{}");
  });
  moved = await startHttpServer((request, response) => {
    request.resume();
    seen.push(request.url ?? "");
    if (request.url === "/mcp") {
      response.writeHead(redirect.status, { location: redirect.location, "www-authenticate": "Bearer" }).end();
    } else {
      response.writeHead(404).end();
    }
  });
});
afterAll(() => Promise.all([elsewhere.stop(), moved.stop()]));
beforeEach(() => {
  seen = [];
});

const STATUSES = [301, 302, 303, 307, 308];

/** Other origins, in every notation that a Location header allows. */
function foreignLocations(): string[] {
  const { host, port } = new URL(elsewhere.url);
  return [
    `${elsewhere.url}/mcp`,
    `//${host}/mcp`,
    `\\\\${host}\\mcp`,
    `/\\${host}/mcp`,
    `http:\\\\${host}/mcp`,
    `http://localhost:${port}/mcp`,
    `http://${new URL(moved.url).host}@${host}/mcp`,
    `HTTP://0x7f.1:${port}/mcp`,
    moved.url.replace("http:", "https:"),
    "http://169.254.169.254/latest/meta-data/",
    "http://[::ffff:a9fe:a9fe]/latest/meta-data/",
  ];
}

describe("does not follow a redirect to another origin, and sends no header there", () => {
  test("when a call is forwarded", async () => {
    const { origin } = new URL(moved.url);
    for (const status of STATUSES) {
      for (const location of foreignLocations()) {
        redirect = { status, location };
        const upstream = upstreamSnapshot({ url: `${origin}/mcp`, origin, headers: { authorization: SECRET } });
        const request = { method: "POST" as const, headers: { "x-latchkey": SECRET }, body: "{}", signal };
        const response = await exchange(upstream, request);
        expect(response.statusCode, location).toBe(status);
        response.discard();
      }
    }
    expect(strayed).toEqual([]);
    expect(new Set(seen)).toEqual(new Set(["/mcp"]));
  });

  test("when a catalogue is read", async () => {
    const headers = [{ name: "Authorization", value: SECRET }];
    for (const status of STATUSES) {
      for (const location of foreignLocations()) {
        redirect = { status, location };
        const target = { id: "ups_test", name: "Notes", url: `${moved.url}/mcp`, headers };
        await expect(connectUpstream(target), location).rejects.toMatchObject({ name: "UpstreamError" });
      }
    }
    expect(strayed).toEqual([]);
  });
});

test("follows a redirect within the origin when the method stays the same, but not without end", async () => {
  const { origin } = new URL(moved.url);
  const upstream = () => upstreamSnapshot({ url: `${origin}/mcp`, origin });
  const ask = () => exchange(upstream(), { method: "POST", headers: {}, body: "{}", signal });
  redirect = { status: 308, location: "/mcp/?at=1" };
  expect((await ask()).statusCode).toBe(404);
  expect(seen).toEqual(["/mcp", "/mcp/?at=1"]);

  redirect = { status: 302, location: "/mcp/" };
  expect((await ask()).statusCode).toBe(302);

  seen = [];
  redirect = { status: 307, location: "/mcp" };
  expect((await ask()).statusCode).toBe(307);
  expect(seen).toHaveLength(4);
});

test("sends a large body to a server that has moved only at the second attempt", async () => {
  const { origin } = new URL(moved.url);
  const upstream = upstreamSnapshot({ url: `${origin}/mcp`, origin });
  const ask = () =>
    exchange(upstream, { method: "POST", headers: {}, body: new LargeBody("x".repeat(1_000_000), () => {}), signal });
  redirect = { status: 307, location: "/mcp/" };
  await expect(ask()).rejects.toThrow(/has moved\. Try again\.$/);
  expect((await ask()).statusCode).toBe(404);
  expect(seen).toEqual(["/mcp", "/mcp/"]);
});
