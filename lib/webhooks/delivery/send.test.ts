import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { forget } from "#lib/process";
import { send } from "#lib/webhooks/delivery/send";
import { generateSecret } from "#lib/webhooks/secret";
import { provideTestEnv } from "#testing/databases/use-database";
import { startReceiver, verified } from "#testing/machine/webhook-receiver";
import { NOW } from "#testing/people/factories";
import { startHangingUpServer, startSelfSignedServer, startSilentServer } from "#testing/servers/broken-servers";
import type { RunningServer } from "#testing/servers/mcp-servers";

const stops: (() => Promise<void>)[] = [];
function running<Server extends RunningServer>(server: Server): Server {
  stops.push(server.stop);
  return server;
}

beforeEach(() => provideTestEnv({ ALLOW_PRIVATE_UPSTREAMS: "true" }));
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  forget("webhook-dispatcher");
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

const secret = generateSecret();
const message = { id: "whd_1", timestampSeconds: NOW.getTime() / 1_000, body: '{"type":"webhook.test"}' };
const sendTo = (url: string) => send(url, message, [secret]);

/** The timeout is short here, because the real one would take ten seconds for each silent address. */
function shortenTimeout(ms: number): void {
  const original = AbortSignal.timeout.bind(AbortSignal);
  vi.spyOn(AbortSignal, "timeout").mockImplementation(() => original(ms));
}

test("sends a message unchanged, signed for its receiver", async () => {
  const receiver = running(await startReceiver());
  expect(await sendTo(`${receiver.url}/in?team=1`)).toEqual({ status: 204, failure: null, isGone: false });
  const [received] = receiver.received;
  vi.useFakeTimers({ now: NOW });
  expect(received && verified(received, secret)).toEqual({ type: "webhook.test" });
  expect(received).toMatchObject({ path: "/in?team=1", body: message.body });
  expect(received?.headers).toMatchObject({ "content-type": "application/json", "webhook-id": "whd_1" });
});

describe("the answer of an address", () => {
  test.each([200, 202, 299])("%i means that it accepted the message", async (status) => {
    const receiver = running(await startReceiver((response) => response.writeHead(status).end("thank you")));
    expect(await sendTo(receiver.url)).toEqual({ status, failure: null, isGone: false });
  });

  test.each([400, 401, 404, 429, 500, 503])("%i means that it did not accept the message", async (status) => {
    const receiver = running(await startReceiver((response) => response.writeHead(status).end()));
    const failure = `It answered with an error (HTTP ${status}).`;
    expect(await sendTo(receiver.url)).toEqual({ status, failure, isGone: false });
  });

  test("410 means that it accepts no more messages", async () => {
    const receiver = running(await startReceiver((response) => response.writeHead(410).end()));
    const failure = "It accepts no more messages (HTTP 410).";
    expect(await sendTo(receiver.url)).toEqual({ status: 410, failure, isGone: true });
  });

  test.each([300, 301, 302, 307, 308])("%i is a redirect that is not followed", async (status) => {
    const elsewhere = running(await startReceiver());
    const headers = { location: `${elsewhere.url}/other` };
    const receiver = running(await startReceiver((response) => response.writeHead(status, headers).end()));
    expect(await sendTo(receiver.url)).toMatchObject({ status, failure: expect.stringContaining("not followed") });
    expect(elsewhere.received).toEqual([]);
  });

  test("may be longer than the part that is read", async () => {
    const receiver = running(
      await startReceiver((response) => {
        response.writeHead(200);
        const chunk = Buffer.alloc(64 * 1024);
        const flood = () => {
          while (!response.destroyed && response.write(chunk));
          if (!response.destroyed) response.once("drain", flood);
        };
        flood();
      }),
    );
    expect(await sendTo(receiver.url)).toMatchObject({ status: 200, failure: null });
  });

  test("counts when its body never ends, once the time is over", async () => {
    shortenTimeout(300);
    const receiver = running(await startReceiver((response) => response.writeHead(200).write("…")));
    expect(await sendTo(receiver.url)).toMatchObject({ status: 200, failure: null });
  });
});

describe("the failure is named for an address", () => {
  test("that sends nothing", async () => {
    shortenTimeout(300);
    const server = running(await startSilentServer());
    expect(await sendTo(server.url)).toEqual({ status: null, failure: "It did not answer in time.", isGone: false });
  });

  test("that closes the connection", async () => {
    const server = running(await startHangingUpServer());
    expect((await sendTo(server.url)).failure).toBe("It closed the connection before it had answered.");
  });

  test("that refuses the connection", async () => {
    const server = await startReceiver();
    await server.stop();
    expect((await sendTo(server.url)).failure).toBe(
      `It cannot be reached: ${new URL(server.url).host} refused the connection.`,
    );
  });

  test("that does not speak HTTP", async () => {
    const server = createServer((socket) => socket.on("error", () => {}).end("garbage\r\n\r\n"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    expect((await sendTo(`http://127.0.0.1:${port}`)).failure).toBe("It answered, but not in HTTP.");
    server.close();
  });

  test("whose certificate cannot be trusted", async () => {
    const server = running(await startSelfSignedServer());
    expect((await sendTo(server.url)).failure).toBe("It cannot be trusted: its certificate is self-signed.");
  });
});

test.each([
  ["http://127.0.0.1:9", "which is not allowed here"],
  ["http://[::1]:9", "which is not allowed here"],
  ["http://10.0.0.1", "which is not allowed here"],
  ["http://localhost:9", "leads to no address on the internet"],
])("does not call %s when private addresses are not allowed", async (url, words) => {
  provideTestEnv({ ALLOW_PRIVATE_UPSTREAMS: "false" });
  expect((await sendTo(url)).failure).toContain(words);
});

test("never calls the metadata service of a cloud", async () => {
  expect((await sendTo("http://169.254.169.254/latest/meta-data")).failure).toContain("no server may have");
});
