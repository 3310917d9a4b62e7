import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "#testing/browser/test";
import { scaled } from "#testing/machine/slowness";

/** Sends bytes as they are and reads until the server hangs up. */
async function raw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  socket.on("error", () => {});
  socket.write(text);
  await once(socket, "close", { signal: AbortSignal.timeout(scaled(10_000)) });
  return answer;
}

test("malformed requests get an answer, and their connections end", async ({ installation }) => {
  const ask = (line: string, headers = "Connection: close") =>
    raw(installation.url, `${line} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n`);
  for (const line of ["OPTIONS *", "GET http://evil.example/w/acme", "GET /w/%ff", "GET /%"]) {
    expect(await ask(line), line).toMatch(/^HTTP\/1\.1 400 /);
  }
  const twoHosts = await raw(
    installation.url,
    "GET /sign-in HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
  );
  expect(twoHosts).toMatch(/^HTTP\/1\.1 400 /);
  const upgrade =
    "Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eA==";
  expect(await ask("GET /mcp", upgrade)).toMatch(/^HTTP\/1\.1 401 /);
  expect(await ask("GET /nowhere", upgrade)).toMatch(/^HTTP\/1\.1 404 /);
  expect(installation.output()).not.toContain("Invalid URL");
});

test("forged forms are refused or limited, and every line of the log about them is JSON", async ({ installation }) => {
  const url = `${installation.url}/sign-in`;
  const send = (headers: Record<string, string>, body = "x") => fetch(url, { method: "POST", headers, body });
  const multipart = "multipart/form-data; boundary=x";
  expect((await send({ "content-type": "application/json" })).status).toBe(415);
  expect((await send({ "content-type": multipart, "next-action": "forged" })).status).toBe(400);
  expect((await send({ "content-type": multipart, "content-encoding": "gzip" })).status).toBe(415);
  const forged = { "content-type": multipart, "next-action": "60".repeat(21) };
  const statuses = await Promise.all(Array.from({ length: 100 }, async () => (await send(forged)).status));
  expect(statuses).toContain(429);
  const lines = installation.output().split("\n");
  for (const line of lines.slice(lines.findIndex((one) => one.startsWith("Latchkey is ready")) + 1)) {
    if (line !== "") expect(() => JSON.parse(line), line).not.toThrow();
  }
});

test("a sign-in form that is too large is refused, with or without a content length", async ({ installation }) => {
  const url = `${installation.url}/api/auth/callback/credentials`;
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const chunk = new Uint8Array(64 * 1024).fill(120);
  expect((await fetch(url, { method: "POST", headers, body: Buffer.concat([chunk, chunk]) })).status).toBe(413);
  const body = new Blob([chunk, chunk]).stream();
  const init: RequestInit & { duplex: "half" } = { method: "POST", headers, body, duplex: "half" };
  expect((await fetch(url, init)).status).toBe(413);
});

test("no other site can put a page into a frame", async ({ installation }) => {
  const { headers } = await fetch(`${installation.url}/sign-in`);
  expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(headers.get("x-frame-options")).toBe("DENY");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
});
