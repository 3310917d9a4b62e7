import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { useDatabase } from "#testing/databases/use-database";
import { useGateway } from "#testing/machine/use-gateway";

useDatabase();
const world = useGateway();

async function send(path: string, encoding: string, token: string | null) {
  const text = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
  const response = await fetch(`${world.origin}${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "content-encoding": encoding,
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: encoding === "gzip" ? gzipSync(text) : text,
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

test.each(["gzip", "br", "x-unknown"])("a body with Content-Encoding %s is refused at /mcp", async (encoding) => {
  const { status, headers, text } = await send("/mcp", encoding, world.token);
  expect(status).toBe(415);
  expect(headers.get("accept-encoding")).toBe("identity");
  expect(JSON.parse(text).error).toMatchObject({ code: 415, data: { errorType: "UNSUPPORTED_MEDIA_TYPE" } });
});

test("a body that is sent as it is has no encoding, or identity", async () => {
  expect((await send("/mcp", "identity", world.token)).status).toBe(200);
});

test.each(["/api/v1/keys", "/api/v1/keys/validate", "/api/v1/leaked-credentials", "/api/v1/secret-scanning/github"])(
  "a packed body is refused at %s before it is read",
  async (path) => {
    const { status, headers, text } = await send(path, "gzip", null);
    expect(status).toBe(415);
    expect(headers.get("accept-encoding")).toBe("identity");
    expect(JSON.parse(text).error).toMatchObject({ code: "UNSUPPORTED_MEDIA_TYPE" });
  },
);
