import { createServer, type Server } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { type RequestOptions, request } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { freePort } from "#lib/db/embedded/free-port";
import { META, MODERN_VERSION } from "#lib/mcp/protocol";
import { withDatabase } from "#testing/browser/database";
import { makeKey, revokeKey } from "#testing/browser/keys";
import { expect, test } from "#testing/browser/test";
import { visit } from "#testing/browser/visit";
import { openSubscription } from "#testing/clients/subscribe";
import { startInstallation } from "#testing/machine/installation";
import { EVENTUALLY } from "#testing/machine/slowness";
import { setUp } from "#testing/people/people";
import { DOCUMENTED_PROXIES } from "#testing/proxies/documented-proxy";

const BODY_MAX_BYTES = 4 * 1024 * 1024;
/** An address of this machine that the proxy does not use itself. */
const CLIENT_ADDRESS = "127.0.0.2";
const METRICS_TOKEN = "metrics-token-of-this-test";

type Answer = { status: number; body: string; headers: Record<string, unknown> };

/** Sends one request over HTTP/1.1 from `CLIENT_ADDRESS`. */
async function send(url: string, options: RequestOptions, body = ""): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const sent = request(url, { localAddress: CLIENT_ADDRESS, agent: false, ...options }, async (response) => {
    resolve({ status: response.statusCode ?? 0, body: await text(response), headers: response.headers });
  });
  sent.once("error", reject);
  sent.end(body);
  return promise;
}

const jsonHeaders = (token: string) => ({
  authorization: `Bearer ${token}`,
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
});

const message = (method: string, params: object = {}) => JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });

/** Sends one MCP message to the gateway. */
function call(url: string, token: string, body: string, more: Record<string, string> = {}): Promise<Answer> {
  return send(`${url}/mcp`, { method: "POST", headers: { ...jsonHeaders(token), ...more } }, body);
}

/** Announces a body of `bytes` bytes, and sends nothing of it before the answer is there. */
async function announce(url: string, token: string, bytes: number): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const headers = { ...jsonHeaders(token), "content-length": bytes };
  const sent = request(`${url}/mcp`, { method: "POST", agent: false, headers }, async (response) => {
    resolve({ status: response.statusCode ?? 0, body: await text(response), headers: response.headers });
    sent.destroy();
  });
  sent.on("error", reject);
  sent.flushHeaders();
  return promise;
}

/** Sends the same over HTTP/2. */
async function callHttp2(url: string, token: string, body: string): Promise<{ protocol: string; body: string }> {
  const session = connectHttp2(url);
  const stream = session.request({ ":method": "POST", ":path": "/mcp", ...jsonHeaders(token) });
  stream.end(body);
  const answer = await text(stream);
  const protocol = session.alpnProtocol ?? "";
  session.close();
  return { protocol, body: answer };
}

/** A body of exactly `bytes` bytes, which names a tool that nobody has. */
function bodyOf(bytes: number): string {
  const empty = message("tools/call", { name: "no_such_tool", arguments: { text: "" } });
  return message("tools/call", { name: "no_such_tool", arguments: { text: "x".repeat(bytes - empty.length) } });
}

for (const [name, startProxy] of Object.entries(DOCUMENTED_PROXIES)) {
  test(`Latchkey works behind ${name} as the documentation configures it, on a port of its own`, async ({
    browser,
  }) => {
    const [publicPort, PORT] = [await freePort(), await freePort()];
    const PUBLIC_URL = `https://localhost:${publicPort}`;
    const settings = { PORT: String(PORT), PUBLIC_URL, TRUST_PROXY: "true", METRICS_TOKEN };
    const installation = await startInstallation(settings);
    // Nothing listens on the first port: a gateway that is away costs no request.
    const proxy = await startProxy({ port: publicPort, gateways: [await freePort(), PORT], pages: PORT });
    const trusted = getCACertificates("default");
    setDefaultCACertificates([...trusted, proxy.certificate]);
    const context = await browser.newContext({ baseURL: PUBLIC_URL, ignoreHTTPSErrors: true });
    const page = await context.newPage();
    const openSubscriptions = async () => {
      const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
      const metrics = await fetch(`http://127.0.0.1:${PORT}/metrics`, { headers }).then((answer) => answer.text());
      return /latchkey_open_streams\{kind="subscription"\} (\d+)/.exec(metrics)?.[1];
    };

    await test.step("the pages and their server actions", async () => {
      await setUp(page);
      await visit(page, "/w/acme/settings/general");
      await page.getByLabel("Workspace name").fill(`Acme behind ${name}`);
      await page.getByRole("button", { name: "Save name" }).click();
      await expect(page.getByText("Workspace renamed")).toBeVisible();
      await context.clearCookies();
      await visit(page, "/sign-in");
      await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
      await page.getByLabel("Email").fill("ada@example.com");
      await page.getByLabel("Password").fill("violet anchor tumble sieve");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.waitForURL("**/w/acme");
    });

    const token = await makeKey(page, "acme", { name: "Script" });
    await test.step("calls, over HTTP/1.1 and HTTP/2, with one gateway away", async () => {
      for (let index = 0; index < 10; index += 1) {
        expect((await call(PUBLIC_URL, token, message("tools/list"))).status).toBe(200);
      }
      const { protocol, body } = await callHttp2(PUBLIC_URL, token, message("tools/list"));
      expect([protocol, JSON.parse(body).result.tools]).toEqual(["h2", expect.any(Array)]);
    });

    await test.step("bodies as large as Latchkey takes them, and its own words beyond", async () => {
      const fitting = await call(PUBLIC_URL, token, bodyOf(BODY_MAX_BYTES));
      expect(JSON.parse(fitting.body).error.message).toContain("no_such_tool");
      const words = [413, expect.stringContaining("BODY_TOO_LARGE")];
      const announced = await announce(PUBLIC_URL, token, BODY_MAX_BYTES + 1);
      expect([announced.status, announced.body]).toEqual(words);
      // Caddy may reset the connection of a client that still sends, before the client has read the answer.
      if (name === "Caddy") return;
      const sent = await call(PUBLIC_URL, token, bodyOf(BODY_MAX_BYTES + 1));
      expect([sent.status, sent.body]).toEqual(words);
    });

    await test.step("requests for another host get nothing of Latchkey", async () => {
      for (const path of ["/sign-in", "/mcp", "/api/health"]) {
        const named = { headers: { host: "evil.example" } };
        // With the other name already in TLS there is no connection at all.
        await expect(send(`${PUBLIC_URL}${path}`, { ...named, servername: "evil.example" })).rejects.toThrow(/alert/);
        const { body, headers } = await send(`${PUBLIC_URL}${path}`, { ...named, servername: "localhost" });
        expect([path, body, headers["x-request-id"]]).toEqual([
          path,
          expect.not.stringMatching(/Latchkey|ok/),
          undefined,
        ]);
      }
    });

    await test.step("the address of the client arrives, and a forged one does not", async () => {
      await call(PUBLIC_URL, token, message("tools/list"), { "x-forwarded-for": "203.0.113.9" });
      const addresses = () =>
        withDatabase(installation, async (client) => {
          const { rows } = await client.query('SELECT DISTINCT address FROM "UsageEvent" ORDER BY address');
          return rows.map(({ address }) => address);
        });
      await expect.poll(addresses, EVENTUALLY).toEqual(["127.0.0.1", CLIENT_ADDRESS]);
    });

    await test.step("a stream sends its first event at once, and ends when its client leaves", async () => {
      const subscription = await openSubscription(`${PUBLIC_URL}/mcp`, token, { toolsListChanged: true });
      expect(await subscription.next()).toMatchObject({ method: "notifications/subscriptions/acknowledged" });
      expect(await openSubscriptions()).toBe("1");
      subscription.close();
      await expect.poll(openSubscriptions, EVENTUALLY).toBe("0");
    });

    await test.step("a revocation ends a stream, and the next call is refused with the challenge", async () => {
      const subscription = await openSubscription(`${PUBLIC_URL}/mcp`, token, { toolsListChanged: true });
      await subscription.next();
      await visit(page, "/w/acme/settings/mcp");
      await revokeKey(page, "Script");
      const rest: unknown[] = [];
      for (let next = await subscription.next(); next; next = await subscription.next()) rest.push(next);
      expect(rest.length).toBeLessThan(5);
      const refused = await call(PUBLIC_URL, token, message("tools/list"));
      expect([refused.status, refused.headers["www-authenticate"]]).toEqual([401, expect.stringContaining("Bearer")]);
    });

    setDefaultCACertificates(trusted);
    await context.close();
    await proxy.stop();
    await installation.remove();
  });

  test(`${name} as documented never repeats a call that may have been carried out`, async () => {
    let carriedOut = 0;
    const breaking = await startGateway((end) => {
      carriedOut += 1;
      end("break");
    });
    const working = await startGateway((end) => {
      carriedOut += 1;
      end("answer");
    });
    const port = await freePort();
    const gateways = [portOf(breaking), portOf(working)];
    const proxy = await startProxy({ port, gateways, pages: portOf(working) });
    const trusted = getCACertificates("default");
    setDefaultCACertificates([...trusted, proxy.certificate]);
    const body = message("tools/call", { _meta: { [META.protocolVersion]: MODERN_VERSION } });
    const statuses: number[] = [];
    for (let index = 0; index < 20; index += 1) statuses.push((await call(proxy.url, "none", body)).status);
    expect(carriedOut).toBe(statuses.length);
    expect(statuses).toContain(200);
    expect(statuses).toContain(502);
    setDefaultCACertificates(trusted);
    await proxy.stop();
    for (const gateway of [breaking, working]) gateway.close();
  });
}

/** Starts a stand-in of a gateway that carries out each call before it answers or breaks the connection. */
async function startGateway(carryOut: (end: (how: "answer" | "break") => void) => void): Promise<Server> {
  const server = createServer(async (incoming, response) => {
    await text(incoming);
    if (incoming.method !== "POST") return response.end("{}");
    carryOut((how) => (how === "break" ? incoming.socket.destroy() : response.end("{}")));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
