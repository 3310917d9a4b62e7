import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { refreshCatalogue } from "#lib/upstreams/reading/refresh";
import { getUpstream } from "#lib/upstreams/settings/queries";
import { useDatabase } from "#testing/databases/use-database";
import { connect } from "#testing/machine/running-gateway";
import { callerOf, makeUser, makeWorkspace, NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";
import { introduced, type ScriptedServer, startScriptedServer, toolList } from "#testing/servers/scripted-server";

useDatabase();

let ada: TestUser;
let mia: TestUser;
let acme: TestWorkspace;
let server: ScriptedServer;

beforeEach(async () => {
  [ada, mia] = [await makeUser("Ada"), await makeUser("Mia")];
  acme = await makeWorkspace("Acme", [
    [ada, "owner"],
    [mia, "member"],
  ]);
  server = await startScriptedServer({
    initialize: introduced({ tools: {}, prompts: {} }),
    "tools/list": toolList("good"),
    "prompts/list": { result: { prompts: [{ name: "first" }] } },
  });
});
afterEach(() => server.stop());

const rowOf = (id: string) => db().upstream.findUniqueOrThrow({ where: { id }, include: { catalogue: true } });
const broken = { error: { code: -32000, message: "Not today" } };

test("keeps the order of all properties, as their author chose it", async () => {
  const zebraFirst = { name: "a", inputSchema: { type: "object", properties: { zebra: {}, b: {}, apple: {} } } };
  server.answer({ "tools/list": toolList(zebraFirst) });
  const { catalogue } = await rowOf(await connect(acme, server.url));
  expect(JSON.stringify(catalogue?.tools)).toBe(JSON.stringify([zebraFirst]));
});

test("notes what is wrong, for all members, without a new revision, and forgets it when it is right", async () => {
  const id = await connect(acme, server.url);
  const before = await rowOf(id);
  expect(before.catalogueNotes).toBeNull();
  server.answer({ "tools/list": toolList("good", { name: "bad", inputSchema: 5 }), "prompts/list": broken });
  expect(await refreshCatalogue(id, NOW)).toBeNull();
  const leftOut = { list: "tools", name: "bad", position: 2, field: "inputSchema" };
  const unread = { list: "prompts", message: "“server” refused prompts/list with an error of its own." };
  const seen = async (by: TestUser) => (await getUpstream(callerOf(by), acme.id, id)).notes;
  expect(await seen(ada)).toMatchObject({
    leftOut: [leftOut],
    unread: [{ ...unread, said: "Not today (code -32000)" }],
  });
  expect(await seen(mia)).toMatchObject({ leftOut: [leftOut], unread: [{ ...unread, said: null }] });
  expect((await rowOf(id)).revision).toBe(before.revision);
  server.answer({ "tools/list": toolList("good"), "prompts/list": { result: { prompts: [{ name: "first" }] } } });
  expect(await refreshCatalogue(id, NOW)).toBeNull();
  expect(await seen(ada)).toEqual({ leftOut: [], leftOutCount: 0, unread: [] });
  expect(await rowOf(id)).toEqual(before);
});

test("keeps a list that cannot be read as it was before, and reads the others", async () => {
  const id = await connect(acme, server.url);
  server.answer({ "tools/list": toolList("good", "new"), "prompts/list": { body: "", status: 500 } });
  expect(await refreshCatalogue(id, NOW)).toBeNull();
  const { catalogue } = await rowOf(id);
  expect(catalogue).toMatchObject({ tools: [{ name: "good" }, { name: "new" }], prompts: [{ name: "first" }] });
});

test("keeps the server's words about a failure for admins alone, until it answers again", async () => {
  const id = await connect(acme, server.url);
  server.answer({ "tools/list": broken });
  expect(await refreshCatalogue(id, NOW)).toMatchObject({ code: "RPC_ERROR" });
  const seen = async (by: TestUser) => (await getUpstream(callerOf(by), acme.id, id)).failure;
  expect(await seen(ada)).toMatchObject({ code: "RPC_ERROR", said: "Not today (code -32000)" });
  expect(await seen(mia)).toMatchObject({ code: "RPC_ERROR", said: null });
  server.answer({ "tools/list": toolList("good") });
  await refreshCatalogue(id, NOW);
  expect((await rowOf(id)).failureSaid).toBeNull();
});
