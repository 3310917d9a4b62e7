import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { json } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { generateToken } from "#lib/secrets/token";
import { useDatabase } from "#testing/databases/use-database";
import { useGateway } from "#testing/machine/use-gateway";

useDatabase();
const world = useGateway();

/** Sends a request with any host and repeated headers, which `fetch` does not allow. */
async function ask(path: string, headers: (string | [string, string])[], method = "POST") {
  const { port } = new URL(world.origin);
  const list = headers.flatMap((header) => (typeof header === "string" ? ["host", header] : header));
  const outgoing = request({ host: "127.0.0.1", port, path, method, headers: list, setHost: false });
  outgoing.end(method === "POST" ? JSON.stringify({ jsonrpc: "2.0", id: 7, method: "tools/list" }) : undefined);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  return { status: response.statusCode, body: (await json(response)) as { error?: { data?: unknown } } };
}

const typed: [string, string] = ["content-type", "application/json"];
const key = (): [string, string] => ["Authorization", `Bearer ${world.token}`];

describe("a request for a foreign host", () => {
  test.each(["evil.example", "evil.example:3000", "127.0.0.1.evil.example", "169.254.169.254"])(
    "%s is refused before its key is checked",
    async (host) => {
      const { status, body } = await ask("/mcp", [host, typed, key()]);
      expect(status).toBe(421);
      expect(body.error).toMatchObject({ code: 421, data: { errorType: "HOST_NOT_ALLOWED" } });
      expect((await ask("/mcp/inspector", [host, typed])).status).toBe(421);
      expect((await ask("/oauth/token", [host, typed])).status).toBe(421);
    },
  );

  test("is answered for health checks, which load balancers send to an address", async () => {
    for (const path of ["/api/health", "/api/ready"]) {
      expect((await ask(path, ["10.1.2.3"], "GET")).status, path).toBe(200);
    }
  });
});

test("answers requests for every name of its own host", async () => {
  for (const host of ["localhost:3000", "127.0.0.1:9", "[::1]:3000", "LOCALHOST"]) {
    expect((await ask("/mcp", [host, typed, key()])).status, host).toBe(200);
  }
});

describe("a header that is allowed once is refused when it is sent twice", () => {
  test.each([
    ["Authorization", () => [key(), ["authorization", `Bearer ${generateToken("mcp_")}`]]],
    ["Authorization, even the same", () => [key(), key()]],
    [
      "X-API-Key",
      () => [
        ["X-API-Key", world.token],
        ["x-api-key", world.token],
      ],
    ],
    ["Host", () => [key(), ["Host", "localhost"]]],
  ] as [string, () => [string, string][]][])("%s", async (_what, headers) => {
    const { status, body } = await ask("/mcp", ["localhost:3000", typed, ...headers()]);
    expect(status).toBe(400);
    expect(body.error?.data).toMatchObject({ message: expect.stringMatching(/more than once/) });
  });
});
