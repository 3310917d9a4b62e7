import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { DAY_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { useDatabase } from "#testing/databases/use-database";
import { errorOf, useApi, wrongFields } from "#testing/machine/use-api";
import { makeKey, makeMembership, makeUser, makeWorkspace, NOW } from "#testing/people/factories";

useDatabase();
const world = useApi();

let keyId: string;
let marked: Record<string, string>;
beforeEach(async () => {
  keyId = await makeKey(world.ada, [world.acme]);
  marked = { "idempotency-key": randomUUID() };
});

/** Every write of the API. A test below compares this table with the document. */
const WRITES: Record<string, () => [method: string, path: string, body?: object]> = {
  "post /keys": () => ["POST", "/keys", { name: "CI", workspaceIds: [world.acme.id] }],
  "patch /keys/{id}": () => ["PATCH", `/keys/${keyId}`, { name: "Renamed" }],
  "delete /keys/{id}": () => ["DELETE", `/keys/${keyId}`],
  "post /keys/{id}/rotate": () => ["POST", `/keys/${keyId}/rotate`, { overlap: "none" }],
};

const send = (name: string, headers = marked) => {
  const [method, path, body] = WRITES[name]?.() ?? [];
  return world.ask(method ?? "", path ?? "", body, headers);
};
const create = (headers = marked) => send("post /keys", headers);

/** Reads everything that a write can change. */
const state = async () => [await db().key.findMany({ orderBy: { id: "asc" } }), await db().auditEvent.count()];

test("tests every write of the document that needs a token", async () => {
  type Operations = Record<string, { security?: { apiToken?: string[] }[] }>;
  const { body } = await world.ask("GET", "/openapi.json");
  const writes = Object.entries(body.paths as Record<string, Operations>).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method, { security }]) => method !== "get" && security?.some(({ apiToken }) => apiToken))
      .map(([method]) => `${method} ${path}`),
  );
  expect(writes.sort()).toEqual(Object.keys(WRITES).sort());
});

describe.each(Object.keys(WRITES))("%s", (name) => {
  test("is done once, and a repeated request gets the same answer without the secret", async () => {
    const first = await send(name);
    expect([200, 201]).toContain(first.status);
    expect(first.headers.get("idempotent-replayed")).toBeNull();
    const done = await state();
    const again = await send(name);
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([first.status, "true"]);
    const { token, warning, ...kept } = first.body;
    expect(again.body).toEqual(first.status === 201 ? kept : first.body);
    expect(await state()).toEqual(done);
    if (first.status === 201) expect(JSON.stringify(await db().idempotentWrite.findMany())).not.toContain(token);
  });

  test("is undone when its answer cannot be stored, and can be sent again", async () => {
    const before = await state();
    await pool().query(`
      CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'crash'; END $$;
      CREATE TRIGGER crash BEFORE INSERT ON "IdempotentWrite" EXECUTE FUNCTION crash()`);
    const failed = await send(name);
    await pool().query('DROP TRIGGER crash ON "IdempotentWrite"; DROP FUNCTION crash');
    expect([failed.status, failed.body]).toMatchObject([500, errorOf("INTERNAL")]);
    expect(await state()).toEqual(before);
    const again = await send(name);
    expect([again.status < 300, again.headers.get("idempotent-replayed")]).toEqual([true, null]);
  });
});

test("does one of several equal requests that arrive at the same time", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => create()));
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
  expect(answers.filter(({ body }) => body.warning)).toHaveLength(1);
  expect(await db().key.count()).toBe(2);
});

test("treats the same key as new when somebody else sends it, and after a day", async () => {
  const mia = await makeUser("Mia");
  await makeMembership(world.acme.id, mia, "member");
  const [method, path, body] = WRITES["post /keys"]?.() ?? [];
  const hers = await (await world.as(mia))(method ?? "", path ?? "", body, marked);
  await create();
  await db().idempotentWrite.updateMany({ data: { at: new Date(NOW.getTime() - DAY_MS) } });
  const late = await create();
  for (const { status, headers } of [hers, late]) {
    expect([status, headers.get("idempotent-replayed")]).toEqual([201, null]);
  }
  expect(await db().idempotentWrite.count({ where: { userId: world.ada.id } })).toBe(1);
});

test("accepts a key again after its request was refused", async () => {
  const refused = await world.ask("POST", "/keys", { name: "CI", workspaceIds: [] }, marked);
  expect(refused.status).toBe(400);
  expect((await world.ask("PATCH", "/keys/key_01jd4v7m3ne9h8c6q2xk5t0bwz", {}, marked)).status).toBe(404);
  expect((await create()).status).toBe(201);
});

test("repeats an answer although the same request would be refused by now", async () => {
  const body = { name: "CI" };
  expect((await world.ask("POST", "/keys", body, marked)).status).toBe(201);
  await makeWorkspace("Labs", [[world.ada, "member"]]);
  expect((await world.ask("POST", "/keys", body, marked)).status).toBe(201);
  expect((await world.ask("POST", "/keys", body)).body).toMatchObject(errorOf("AMBIGUOUS_ACCOUNT"));
});

test("403: a token without the scope learns nothing about the write of another token of the same person", async () => {
  await create();
  const reader = await world.as(world.ada, ["keys:read"]);
  const { status, body } = await reader("POST", "/keys", { name: "CI", workspaceIds: [world.acme.id] }, marked);
  expect([status, body]).toMatchObject([403, errorOf("FORBIDDEN")]);
});

test("400: refuses a key that is not a UUID", async () => {
  expect(wrongFields(await create({ "idempotency-key": "again" }))).toEqual(["Idempotency-Key"]);
});

test("409: refuses a key that belongs to another body, path, method or workspace", async () => {
  await create();
  const labs = await makeWorkspace("Labs", [[world.ada, "member"]]);
  const answers = [
    await world.ask("POST", "/keys", { name: "Other", workspaceIds: [world.acme.id] }, marked),
    await send("post /keys/{id}/rotate"),
    await send("delete /keys/{id}"),
    await create({ ...marked, "x-active-account": labs.slug }),
  ];
  for (const { status, body } of answers)
    expect([status, body]).toMatchObject([409, errorOf("IDEMPOTENCY_KEY_REUSED")]);
});

/** The writes to one key, each with a body that is the same for every key. */
const WRITES_OF_ONE_KEY: [method: string, suffix: string, body?: object][] = [
  ["PATCH", "", { name: "Renamed" }],
  ["DELETE", ""],
  ["POST", "/rotate", { overlap: "none" }],
];

test.each(WRITES_OF_ONE_KEY)(
  "409: refuses the Idempotency-Key of another path: %s to another key%s",
  async (method, suffix, body) => {
    const otherId = await makeKey(world.ada, [world.acme]);
    expect((await world.ask(method, `/keys/${keyId}${suffix}`, body, marked)).status).toBeLessThan(300);
    const done = await state();
    const answer = await world.ask(method, `/keys/${otherId}${suffix}`, body, marked);
    expect([answer.status, answer.body]).toMatchObject([409, errorOf("IDEMPOTENCY_KEY_REUSED")]);
    expect(await state()).toEqual(done);
  },
);

test("409: refuses the Idempotency-Key of another method with the same path and body", async () => {
  const body = { name: "Renamed" };
  expect((await world.ask("PATCH", `/keys/${keyId}`, body, marked)).status).toBe(200);
  const answer = await world.ask("DELETE", `/keys/${keyId}`, body, marked);
  expect([answer.status, answer.body]).toMatchObject([409, errorOf("IDEMPOTENCY_KEY_REUSED")]);
  expect(await db().key.count({ where: { id: keyId, revokedAt: null } })).toBe(1);
});

test("treats a UUID in capital letters as the same key", async () => {
  const id = randomUUID();
  expect((await create({ "idempotency-key": id })).status).toBe(201);
  const again = await create({ "idempotency-key": id.toUpperCase() });
  expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
});

test("409: refuses a request while the same request is under way for long", async () => {
  const client = await pool().connect();
  try {
    await client.query("BEGIN");
    const turn = `${world.ada.id} ${marked["idempotency-key"]}`;
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [turn]);
    const { status, headers, body } = await create();
    expect([status, body]).toMatchObject([409, errorOf("CONFLICT")]);
    expect(headers.get("retry-after")).toBe("5");
    await client.query("ROLLBACK");
  } finally {
    client.release();
  }
  expect((await create()).status).toBe(201);
});
