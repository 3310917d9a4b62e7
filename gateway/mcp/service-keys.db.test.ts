import { beforeEach, expect, test } from "vitest";
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
import { connect } from "#testing/machine/running-gateway";
import { useGateway } from "#testing/machine/use-gateway";
import { callerOf, makeMembership, makeUser, makeWorkspace, type TestUser } from "#testing/people/factories";
import { startEverythingServer } from "#testing/servers/mcp-servers";

useDatabase();
const world = useGateway({ servers: { tools: startEverythingServer } });

let mia: TestUser;
let token: string;
let keyId: string;

beforeEach(async () => {
  mia = await makeUser("Mia");
  await makeMembership(world.acme.id, mia, "admin");
  // Mia's other workspace, which her service key must not reach.
  const labs = await makeWorkspace("Labs", [[mia, "owner"]]);
  await connect(labs, world.servers.tools.url, { slug: "private" });
  const input = { workspace: world.acme.slug, name: "Deploys", scopes: ["mcp:full"] };
  const made = await createServiceKey(callerOf(mia), createServiceKeySchema.parse(input));
  token = made.token;
  keyId = made.key.id;
});

const ECHO = { name: "tools__echo", arguments: { message: "hello" } };
const echo = () => post(world.url, token, { method: "tools/call", params: ECHO });

test("a service key calls the tools of its workspace, and sees no other workspace of its creator", async () => {
  expect((await echo()).body.result).toMatchObject({ content: [{ text: "Echo: hello" }] });
  const { body } = await post(world.url, token, { method: "tools/list" });
  const tools = JSON.stringify(body.result);
  expect(tools).toContain('"tools__echo"');
  expect(tools).not.toMatch(/private__|labs/);
  expect(
    (await post(world.url, token, { method: "tools/call", params: { name: "private__echo" } })).body.error,
  ).toBeDefined();
});

test("counts its calls for the key and for no person, in the usage of the workspace", async () => {
  await echo();
  await Promise.all([flushCalls(), flushLastUses()]);
  expect(await db().usageEvent.findMany()).toMatchObject([
    { keyId, userId: "", workspaceId: world.acme.id, name: "echo" },
  ]);
  expect(await db().usageDay.findMany()).toMatchObject([{ keyId, userId: "", workspaceId: world.acme.id, calls: 1 }]);
  expect((await db().key.findUniqueOrThrow({ where: { id: keyId } })).lastUsedAt).not.toBeNull();
});

test("it works after its creator has left and their account is deleted", async () => {
  await leaveWorkspace(callerOf(mia), { workspace: world.acme.slug });
  expect((await echo()).status).toBe(200);
  await db().user.delete({ where: { id: mia.id } });
  expect((await echo()).body.result).toMatchObject({ content: [{ text: "Echo: hello" }] });
});

test("it is refused as soon as an admin has revoked it", async () => {
  await revokeServiceKey(callerOf(world.ada), { workspace: world.acme.slug, keyId, reason: null, confirmation: null });
  expect((await echo()).status).toBe(401);
});

test("it is refused after its workspace is deleted", async () => {
  await deleteWorkspace(callerOf(world.ada), { workspace: world.acme.slug, confirmation: "Acme" });
  expect((await echo()).status).toBe(401);
});
