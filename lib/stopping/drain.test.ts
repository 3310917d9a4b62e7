import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { forget } from "#lib/process";
import { drain } from "#lib/stopping/drain";
import { HttpTraffic } from "#lib/stopping/http-traffic";
import { isClosed, isStopping } from "#lib/stopping/stopping";
import { EVENTUALLY, scaled } from "#testing/machine/slowness";

/** Far more than any of these drains takes. Only what hangs takes as long. */
const LONG_MS = scaled(600_000);

let server: Server;
let traffic: HttpTraffic;
let held: ServerResponse[];
let hurry: AbortController;
let happened: string[];

beforeEach(async () => {
  forget("stopping");
  held = [];
  happened = [];
  hurry = new AbortController();
  server = createServer();
  traffic = new HttpTraffic(server);
  server.on("request", (_incoming, answer) => held.push(answer));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => {
  traffic.closeAll();
  server.close();
});

/** Each call is a held answer. A cut one is answered in a later turn, as the gateway does. */
const calls = {
  endStreams: () => void happened.push(`streams ended, ${server.listening ? "listening" : "not listening"}`),
  longestMs: () => 0,
  cut: () => {
    const open = held.filter((answer) => !answer.writableEnded);
    for (const answer of open) setImmediate(() => answer.end("cut"));
    return open.length;
  },
};

const drainWith = (changes: Partial<Parameters<typeof drain>[0]> = {}) =>
  drain({ traffic, calls, lameDuckMs: 0, drainMs: LONG_MS, callLimitMs: LONG_MS, hurry: hurry.signal, ...changes });

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const ask = () => fetch(url()).then((response) => response.text());

async function asked(): Promise<{ answer: Promise<string> }> {
  const before = held.length;
  const answer = ask();
  await expect.poll(() => held.length, EVENTUALLY).toBe(before + 1);
  return { answer };
}

test("without anything open a drain ends at once", async () => {
  expect(await drainWith()).toEqual({ calls: 0, requests: 0 });
  expect(happened).toEqual(["streams ended, not listening"]);
  expect([isStopping(), isClosed()]).toEqual([true, true]);
});

test("waits for the requests under way, and closes what is idle", async () => {
  const { answer } = await asked();
  const silent = connect((server.address() as AddressInfo).port, "127.0.0.1");
  await once(silent, "connect");
  const drained = drainWith();
  await expect.poll(isClosed, EVENTUALLY).toBe(true);
  held[0]?.end("done");
  expect(await answer).toBe("done");
  expect(await drained).toEqual({ calls: 0, requests: 0 });
});

test("cuts calls when the time is over, and their clients get the answers", async () => {
  const { answer } = await asked();
  expect(await drainWith({ drainMs: 0 })).toEqual({ calls: 1, requests: 0 });
  expect(await answer).toBe("cut");
});

test("by default waits as long as the longest call, whose server may have a limit of its own", async () => {
  const { answer } = await asked();
  expect(await drainWith({ drainMs: null, callLimitMs: 50 })).toEqual({ calls: 1, requests: 0 });
  expect(await answer).toBe("cut");
  const longer = { ...calls, longestMs: () => LONG_MS };
  const { answer: second } = await askedAgain();
  const drained = drainWith({ calls: longer, drainMs: null, callLimitMs: 0 });
  await expect.poll(() => server.listening, EVENTUALLY).toBe(false);
  held.at(-1)?.end("done");
  expect(await second).toBe("done");
  expect(await drained).toEqual({ calls: 0, requests: 0 });
});

async function askedAgain(): Promise<{ answer: Promise<string> }> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return asked();
}

test("takes connections in the lame-duck time, and ends everything when somebody asks again", async () => {
  const drained = drainWith({ lameDuckMs: LONG_MS });
  await expect.poll(isStopping, EVENTUALLY).toBe(true);
  expect(isClosed()).toBe(false);
  const { answer } = await asked();
  hurry.abort();
  expect(await drained).toEqual({ calls: 1, requests: 0 });
  expect(await answer).toBe("cut");
});

test("breaks off what gets no answer, and counts it", async () => {
  const { answer } = await asked();
  const failed = expect(answer).rejects.toThrow();
  expect(await drainWith({ drainMs: 0, calls: { ...calls, cut: () => 0 } })).toEqual({ calls: 0, requests: 1 });
  await failed;
});
