import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db, type Prisma } from "#lib/db/client";
import { env, provideEnv } from "#lib/env";
import { newId } from "#lib/ids";
import { post, postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { heldBytes } from "#testing/machine/held-memory";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace } from "#testing/people/factories";
import { type RunningMcpServer, startModernServer } from "#testing/servers/mcp-servers";
import {
  beginEvents,
  type MisbehavingServer,
  rightAnswer,
  sendJson,
  startMisbehavingServer,
} from "#testing/servers/misbehaving-server";
import { MISBEHAVIOURS } from "#testing/servers/misbehaviours";

useDatabase();

const MIB = 1024 * 1024;

let gateway: RunningGateway;
let notebook: RunningMcpServer;
let misbehaving: MisbehavingServer;
let token: string;
/** The memory before the first test. All tests together may leave only a limited amount behind. */
let heldAtFirst: number | undefined;

beforeAll(async () => {
  provideEnv({ ...env(), MAX_ANSWER_MIB: 2 });
  gateway = await startGateway();
  notebook = await startModernServer();
  misbehaving = await startMisbehavingServer();
});
afterAll(async () => {
  await Promise.all([gateway, notebook, misbehaving].map((one) => one.stop()));
});

beforeEach(async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  ({ token } = await makeToken(ada, [acme]));
  await addOdd(await connect(acme, notebook.url, { slug: "notebook" }));
});

/** Adds the misbehaving server with a copy of the other server's catalogue. */
async function addOdd(otherId: string): Promise<void> {
  const id = newId("ups");
  const other = await db().upstream.findUniqueOrThrow({ where: { id: otherId }, include: { catalogue: true } });
  const { catalogue, catalogueNotes: _none, ...row } = other;
  const odd = { id, name: "odd", slug: "odd", url: misbehaving.url, encryptedHeaders: null, callTimeoutSeconds: 30 };
  await db().upstream.create({ data: { ...row, ...odd } });
  const stored = catalogue as unknown as Prisma.CatalogueUncheckedCreateInput;
  await db().catalogue.create({ data: { ...stored, upstreamId: id } });
}

async function speak(era: string, callTimeoutSeconds: number): Promise<void> {
  await db().catalogue.updateMany({ where: { upstream: { slug: "odd" } }, data: { era } });
  const data = { callTimeoutSeconds, revision: { increment: 1 } };
  await db().upstream.updateMany({ where: { slug: "odd" }, data });
}

const call = (name = "odd__list_notes", id: string | number = 5) =>
  post(gateway.url, token, { method: "tools/call", id, params: { name } });

/** The misbehaviours that the two eras handle differently. The same code handles all others. */
const ALSO_LEGACY = new Set([
  "hangs",
  "sends notifications for ever",
  "cuts off in the middle of its answer",
  "ends its event stream without an answer",
  "answers the wrong id",
  "answers wrong ids for ever in events",
  "sends 2 GB unannounced",
  "sends one event of 2 GB",
  "sends a refusal of 2 GB",
]);
const OF_ERA: [era: string, typeof MISBEHAVIOURS][] = [
  ["modern", MISBEHAVIOURS],
  ["legacy", MISBEHAVIOURS.filter(([what]) => ALSO_LEGACY.has(what))],
];

describe.each(OF_ERA)("a server of the %s era", (era, misbehaviours) => {
  test.each(misbehaviours)("that %s is named %s, and disturbs nothing", async (_what, reason, behaviour) => {
    await speak(era, 30);
    misbehaving.behave((response, message) => sendJson(response, rightAnswer(message)));
    expect((await call()).body.result).toBeDefined();
    heldAtFirst ??= heldBytes();
    // The limit is short only where it is tested, because a busy machine must not reach it elsewhere.
    if (reason === "TIMED_OUT") await speak(era, 1);
    misbehaving.behave(behaviour);
    const takenBefore = misbehaving.bytesTaken();
    const { status, body } = await call();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: 5,
      error: { code: -32603, data: { errorType: "UPSTREAM_FAILED", server: "odd", reason } },
    });

    expect((await call("notebook__list_notes", "next")).body).toMatchObject({ id: "next", result: {} });
    // Bytes in the buffers of the operating system count as read.
    expect(misbehaving.bytesTaken() - takenBefore).toBeLessThan(64 * MIB);
    await speak(era, 30);
    misbehaving.behave((response, message) => sendJson(response, rightAnswer(message, "recovered")));
    expect(JSON.stringify((await call()).body)).toContain("recovered");
    await expect.poll(() => misbehaving.connections()).toBeLessThanOrEqual(1);
    expect(heldBytes() - heldAtFirst).toBeLessThan(24 * MIB);
  });
});

test("names the time limit of the server in the answer", async () => {
  await speak("modern", 1);
  misbehaving.behave(() => {});
  expect((await call()).body.error?.message).toBe("“odd” did not answer within 1 second.");
});

test("uses only the first of two answers", async () => {
  misbehaving.behave((response, message) => {
    beginEvents(response);
    response.end(["first", "second"].map((said) => `data: ${rightAnswer(message, said)}\n\n`).join(""));
  });
  expect((await call()).body.result?.content).toEqual([{ type: "text", text: "first" }]);
});

test("passes on an answer that nests deep, because nothing looks into it", async () => {
  misbehaving.behave((response, { id }) => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    sendJson(response, `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{"content":${deep}}}`);
  });
  expect((await call()).body.result?.content).toBeDefined();
  misbehaving.behave((response, { id }) => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    beginEvents(response);
    response.end(`data: {"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{"content":${deep}}}\n\n`);
  });
  const modern = await postModern(gateway.url, token, { method: "tools/call", params: { name: "odd__list_notes" } });
  expect(modern.body.result?.content).toBeDefined();
});

test("ends a call within its own time limit when the server never opens the session", async () => {
  await speak("legacy", 1);
  misbehaving.introduce(false);
  expect((await call()).body.error).toMatchObject({
    message: "“odd” did not answer within 1 second.",
    data: { reason: "TIMED_OUT" },
  });
  misbehaving.introduce(true);
});

test("declines only a few requests of a server that asks endlessly", async () => {
  await speak("legacy", 1);
  misbehaving.behave((response) => {
    beginEvents(response);
    const asking = JSON.stringify({ jsonrpc: "2.0", id: "question", method: "elicitation/create", params: {} });
    const timer = setInterval(() => response.write(`data: ${asking}\n\n`.repeat(100)), 10);
    response.once("close", () => clearInterval(timer));
  });
  expect((await call()).body.error?.data).toMatchObject({ reason: "TIMED_OUT" });
  expect(misbehaving.declined()).toBeGreaterThan(0);
  expect(misbehaving.declined()).toBeLessThan(20);
});

test("gives a server more time when it sends progress", async () => {
  await speak("modern", 1);
  misbehaving.behave((response, message) => {
    beginEvents(response);
    const params = { progressToken: "p", progress: 1 };
    const timer = setInterval(() => {
      response.write(`data: ${JSON.stringify({ jsonrpc: "2.0", method: "notifications/progress", params })}\n\n`);
      params.progress += 1;
      if (params.progress < 10) return;
      clearInterval(timer);
      response.end(`data: ${rightAnswer(message)}\n\n`);
    }, 200);
  });
  const params = { name: "odd__list_notes", _meta: { progressToken: "p" } };
  const { body } = await post(gateway.url, token, { method: "tools/call", id: 5, params });
  expect(body).toMatchObject({ id: 5, result: {} });
});

test("delivers fifty large answers at once, which wait for each other", async () => {
  misbehaving.behave((response, message) => sendJson(response, rightAnswer(message, "x".repeat(1.5 * MIB))));
  await speak("modern", 30);
  const answers = await Promise.all(Array.from({ length: 50 }, (_, id) => call("odd__list_notes", id)));
  expect(answers.map(({ body }) => [body.id, body.error])).toEqual(answers.map((_, id) => [id, undefined]));
});
