import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { generateToken } from "#lib/secrets/token";
import { useDatabase } from "#testing/databases/use-database";
import { makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace } from "#testing/people/factories";

useDatabase();

let gateway: RunningGateway;
let token: string;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  const ada = await makeUser("Ada");
  ({ token } = await makeToken(ada, [await makeWorkspace("Acme", [[ada, "owner"]])]));
});

/** `fetch` lets nobody choose the host, nor repeat a header. */
async function ask(path: string, headers: (string | [string, string])[], method = "POST") {
  const { port } = new URL(gateway.origin);
  const list = headers.flatMap((header) => (typeof header === "string" ? ["host", header] : header));
  const outgoing = request({ host: "127.0.0.1", port, path, method, headers: list, setHost: false });
  outgoing.end(method === "POST" ? JSON.stringify({ jsonrpc: "2.0", id: 7, method: "tools/list" }) : undefined);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  return { status: response.statusCode, body: (await json(response)) as { error?: { data?: unknown } } };
}

const typed: [string, string] = ["content-type", "application/json"];
const key = (): [string, string] => ["Authorization", `Bearer ${token}`];

describe("a request for a host that is not ours", () => {
  test.each(["evil.example", "evil.example:3000", "127.0.0.1.evil.example", "169.254.169.254"])(
    "%s is refused before its key is looked at",
    async (host) => {
      const { status, body } = await ask("/mcp", [host, typed, key()]);
      expect(status).toBe(421);
      expect(body.error).toMatchObject({ code: 421, data: { errorType: "HOST_NOT_ALLOWED" } });
      expect((await ask("/mcp/inspector", [host, typed])).status).toBe(421);
      expect((await ask("/register", [host, typed])).status).toBe(421);
    },
  );

  test("is answered about health, which load balancers ask for by address", async () => {
    for (const path of ["/api/health", "/api/ready"]) {
      expect((await ask(path, ["10.1.2.3"], "GET")).status, path).toBe(200);
    }
  });
});

test("a request for a host of ours is answered, by whichever of its names", async () => {
  for (const host of ["localhost:3000", "127.0.0.1:9", "[::1]:3000", "LOCALHOST"]) {
    expect((await ask("/mcp", [host, typed, key()])).status, host).toBe(200);
  }
});

describe("a header that may be there once is refused when it is there twice", () => {
  test.each([
    ["Authorization", () => [key(), ["authorization", `Bearer ${generateToken("mcp_")}`]]],
    ["Authorization, even the same", () => [key(), key()]],
    [
      "X-API-Key",
      () => [
        ["X-API-Key", token],
        ["x-api-key", token],
      ],
    ],
    ["Host", () => [key(), ["Host", "localhost"]]],
  ] as [string, () => [string, string][]][])("%s", async (_what, headers) => {
    const { status, body } = await ask("/mcp", ["localhost:3000", typed, ...headers()]);
    expect(status).toBe(400);
    expect(body.error?.data).toMatchObject({ message: expect.stringMatching(/more than once/) });
  });
});
