import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "#testing/browser/test";
import { actionNames } from "#testing/clients/server-actions";
import { startInstallation } from "#testing/machine/installation";
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
  for (const line of ["OPTIONS *", "GET http://evil.example/w/acme", "GET /w/%ff", "GET /%", "POST /api/../setup"]) {
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
  // Routes read their bodies themselves, so the check of forms does not see these.
  for (const path of ["/api/auth/callback/credentials", "/api/keys/preview"]) {
    const headers = { "content-type": "application/x-www-form-urlencoded", "content-encoding": "gzip" };
    const packed = await fetch(installation.url + path, { method: "POST", headers, body: "x" });
    expect([packed.status, packed.headers.get("accept-encoding")], path).toEqual([415, "identity"]);
  }
  const forged = { "content-type": multipart, "next-action": "60".repeat(21) };
  const statuses = await Promise.all(Array.from({ length: 100 }, async () => (await send(forged)).status));
  expect(statuses).toContain(429);
  for (const line of installation.output().split("\n")) {
    if (line !== "") expect(() => JSON.parse(line), line).not.toThrow();
  }
});

/** The parts of a multipart body, by their names. */
function parts(fields: Record<string, string>, { isWhole = true } = {}): string {
  const text = Object.entries(fields).map(
    ([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${text.join("")}${isWhole ? "--x--\r\n" : ""}`;
}

const DEEP = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
/** What React writes for the arguments of an action, with something wrong in each. */
const BROKEN_ARGUMENTS = [
  "",
  "x",
  "{",
  "null",
  '"text"',
  '["$K1"]',
  '["$1"]',
  '["$1:a:b"]',
  '["$@1"]',
  '["$F1"]',
  '["$h1"]',
  '["$Q1"]',
  '["$W1"]',
  '["$i1"]',
  '["$nfour"]',
  '["$Dnever"]',
  '["$B1"]',
  '["$R1"]',
  '["$T"]',
  '["$A1"]',
  '["$Z"]',
  '[{"__proto__":{"then":"$1"}}]',
  '["$0:0:0"]',
  DEEP,
];

test("a malformed form gets a status below 500 and no stack, the log one line of JSON for each, and others go on", async () => {
  // The limit of failed forms counts by network, which a trusted proxy names.
  const own = await startInstallation({ TRUST_PROXY: "true" });
  try {
    const names = await actionNames();
    const signUp = [...names].find(([, name]) => name === "setUpAction")?.[0] ?? "";
    const foreign = [...names].find(([, name]) => name === "createKeyAction")?.[0] ?? "";
    const multipart = "multipart/form-data; boundary=x";
    const forms: [headers: Record<string, string>, body: string][] = [];
    for (const action of [signUp, foreign, "60".repeat(21), "6".repeat(40)]) {
      for (const given of BROKEN_ARGUMENTS) {
        forms.push([{ "content-type": "text/plain;charset=UTF-8", "next-action": action }, given]);
        forms.push([
          { "content-type": multipart, "next-action": action },
          parts({ "0": given, "1": '"$2"', "1_a": "b" }),
        ]);
      }
      for (const body of ["", "x", "--x", "--x--", "--x\r\n\r\n", parts({ "0": '["$K1"]' }, { isWhole: false })]) {
        forms.push([{ "content-type": multipart, "next-action": action }, body]);
      }
      const plain: Record<string, string>[] = [
        { [`$ACTION_ID_${action}`]: "" },
        { $ACTION_REF_1: "", "$ACTION_1:0": "{", "$ACTION_1:1": "[" },
        { $ACTION_REF_1: "", "$ACTION_1:0": `{"id":"${action}","bound":"$@1"}`, "$ACTION_1:1": "[" },
        { $ACTION_REF_1: "", "$ACTION_1:0": `{"id":"${action}","bound":null}` },
        { $ACTION_REF_x: "" },
      ];
      for (const fields of plain) {
        forms.push([{ "content-type": multipart }, parts(fields)]);
        forms.push([{ "content-type": multipart }, parts(fields, { isWhole: false })]);
      }
    }
    for (const [index, [headers, body]] of forms.entries()) {
      const from = { "x-forwarded-for": `192.0.2.${index % 250}` };
      const answer = await fetch(`${own.url}/setup`, { method: "POST", headers: { ...headers, ...from }, body });
      const text = await answer.text();
      const what = `${JSON.stringify(headers)} ${body.slice(0, 200)}`;
      expect(answer.status, what).toBeLessThan(500);
      expect(text, what).not.toMatch(/\n\s+at |node_modules/);
    }
    expect((await fetch(`${own.url}/setup`)).status).toBe(200);
    for (const line of own.output().split("\n")) {
      if (line === "") continue;
      expect(() => JSON.parse(line), line).not.toThrow();
      expect(line).not.toContain('"stack"');
    }
  } finally {
    await own.remove();
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
