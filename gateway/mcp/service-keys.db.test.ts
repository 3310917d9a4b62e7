import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { flushLastUses } from "#lib/keys/access/last-use";
import { createServiceKey } from "#lib/keys/life/create-service-key";
import { revokeServiceKey } from "#lib/keys/life/revoke-service-key";
import { createServiceKeySchema } from "#lib/keys/settings/schema";
import { leaveWorkspace } from "#lib/members/end-membership";
import { flushCalls } from "#lib/usage/record-call";
import { deleteWorkspace } from "#lib/workspaces/delete-workspace";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { connect, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { callerOf, makeUser, makeWorkspace, type TestUser, type TestWorkspace } from "#testing/people/factories";
import { type RunningServer, startEverythingServer } from "#testing/servers/mcp-servers";

useDatabase();

let gateway: RunningGateway;
let everything: RunningServer;
let ada: TestUser;
let mia: TestUser;
let acme: TestWorkspace;
let token: string;
let keyId: string;

beforeEach(async () => {
  gateway = await startGateway();
  everything = await startEverythingServer();
  [ada, mia] = [await makeUser("Ada"), await makeUser("Mia")];
  acme = await makeWorkspace("Acme", [
    [ada, "owner"],
    [mia, "admin"],
  ]);
  // Mia's other workspace, to which none of this may lead.
  const labs = await makeWorkspace("Labs", [[mia, "owner"]]);
  await connect(acme, everything.url, { slug: "tools" });
  await connect(labs, everything.url, { slug: "private" });
  const input = { workspace: acme.slug, name: "Deploys", scopes: ["mcp:full"] };
  const made = await createServiceKey(callerOf(mia), createServiceKeySchema.parse(input));
  token = made.token;
  keyId = made.key.id;
});
afterEach(async () => {
  await gateway.stop();
  await everything.stop();
});

const ECHO = { name: "tools__echo", arguments: { message: "hello" } };
const echo = () => post(gateway.url, token, { method: "tools/call", params: ECHO });

test("a service key calls the tools of its workspace, and sees those of no other that its maker belongs to", async () => {
  expect((await echo()).body.result).toMatchObject({ content: [{ text: "Echo: hello" }] });
  const { body } = await post(gateway.url, token, { method: "tools/list" });
  const tools = JSON.stringify(body.result);
  expect(tools).toContain('"tools__echo"');
  expect(tools).not.toMatch(/private__|labs/);
  expect(
    (await post(gateway.url, token, { method: "tools/call", params: { name: "private__echo" } })).body.error,
  ).toBeDefined();
});

test("its calls are counted for it and for nobody, in the usage of the workspace", async () => {
  await echo();
  await Promise.all([flushCalls(), flushLastUses()]);
  expect(await db().usageEvent.findMany()).toMatchObject([{ keyId, userId: "", workspaceId: acme.id, name: "echo" }]);
  expect(await db().usageDay.findMany()).toMatchObject([{ keyId, userId: "", workspaceId: acme.id, calls: 1 }]);
  expect((await db().key.findUniqueOrThrow({ where: { id: keyId } })).lastUsedAt).not.toBeNull();
});

test("it works on when its maker has left and their account is gone", async () => {
  await leaveWorkspace(callerOf(mia), { workspace: acme.slug });
  expect((await echo()).status).toBe(200);
  await db().user.delete({ where: { id: mia.id } });
  expect((await echo()).body.result).toMatchObject({ content: [{ text: "Echo: hello" }] });
});

test("it is refused from the moment on at which an admin has revoked it", async () => {
  await revokeServiceKey(callerOf(ada), { workspace: acme.slug, keyId, reason: null, confirmation: null });
  expect((await echo()).status).toBe(401);
});

test("it is refused once its workspace is deleted", async () => {
  await deleteWorkspace(callerOf(ada), { workspace: acme.slug, confirmation: "Acme" });
  expect((await echo()).status).toBe(401);
});
