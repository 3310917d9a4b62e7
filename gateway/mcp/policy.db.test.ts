import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { changePolicy } from "#lib/policy/operations";
import { policyOf } from "#lib/policy/queries";
import { type ChangePolicyInput, changePolicySchema } from "#lib/policy/schema";
import { flushCalls } from "#lib/usage/record-call";
import { post, postModern } from "#testing/clients/post";
import { type OpenSubscription, openSubscription } from "#testing/clients/subscribe";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken } from "#testing/machine/running-gateway";
import { useGateway } from "#testing/machine/use-gateway";
import {
  callerOf,
  makeMembership,
  makeUser,
  makeWorkspace,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";
import { startModernServer } from "#testing/servers/mcp-servers";

useDatabase();
const world = useGateway({ servers: { notebook: startModernServer }, role: "member" });

let grace: TestUser;
let labs: TestWorkspace;
const open: OpenSubscription[] = [];

beforeEach(async () => {
  grace = await makeUser("Grace");
  await makeMembership(world.acme.id, grace, "admin");
  labs = await makeWorkspace("Labs", [[world.ada, "owner"]]);
});
afterEach(() => {
  for (const subscription of open.splice(0)) subscription.close();
});

async function setPolicy(changes: Partial<ChangePolicyInput>): Promise<void> {
  const { version, settings } = await policyOf(callerOf(grace), world.acme.slug);
  const input = { ...settings, ...changes, workspace: world.acme.slug, seen: version };
  await changePolicy(callerOf(grace), changePolicySchema.parse(input));
}
const block = () => setPolicy({ fullAccess: "admins" });
const lift = () => setPolicy({ fullAccess: "everyone" });

async function toolNames(token: string): Promise<string[]> {
  const { body } = await post(world.url, token, { method: "tools/list" });
  return ((body.result?.tools ?? []) as { name: string }[]).map((tool) => tool.name);
}

const callTool = (token: string, name: string) =>
  post(world.url, token, { method: "tools/call", params: { name, arguments: { text: "x" } } });

const full = (workspaces: TestWorkspace[]) => makeToken(world.ada, workspaces, { scopes: ["mcp:full"] });

describe("a key that is outside the policy of its only workspace", () => {
  test("sees none of its tools from the next request, and all of them after the policy is lifted", async () => {
    const { token } = await full([world.acme]);
    const before = await toolNames(token);
    expect(before).toContain("notebook__shout");
    await block();
    expect(await toolNames(token)).toEqual(["list_workspaces"]);
    await lift();
    expect(await toolNames(token)).toEqual(before);
    expect((await callTool(token, "notebook__list_notes")).body.result).toBeDefined();
  });

  test.each([
    ["tools/call", { name: "notebook__list_notes" }],
    ["tools/call", { name: "list_notes" }],
    ["prompts/get", { name: "notebook__summarise" }],
    ["resources/read", { uri: "note://one" }],
    ["completion/complete", { ref: { type: "ref/prompt", name: "notebook__summarise" } }],
  ])("learns the reason when it sends %s %j, in both eras", async (method, params) => {
    const { token } = await full([world.acme]);
    await block();
    for (const send of [post, postModern]) {
      const { status, body } = await send(world.url, token, { method, params });
      expect(status).toBe(403);
      expect(body.error).toMatchObject({
        code: 403,
        data: {
          errorType: "POLICY_BLOCKED",
          message:
            "This key is blocked in Acme: full access is for admins there. Its owner can change the key, or an admin can change the workspace's policy.",
          workspaces: [{ slug: world.acme.slug, name: "Acme", reasons: ["full_access"] }],
        },
      });
    }
  });

  test("learns of it when it initializes", async () => {
    const { token } = await full([world.acme]);
    await block();
    const initialize = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "x", version: "1" } };
    const answers = await Promise.all([
      post(world.url, token, { method: "initialize", params: initialize }),
      postModern(world.url, token, { method: "server/discover" }),
    ]);
    for (const { body } of answers) {
      expect(body.result?.instructions).toBe(
        "There are no tools for now. This key is blocked in Acme: full access is for admins there.",
      );
    }
  });

  test("is counted as refused for the workspace", async () => {
    const { token, keyId } = await full([world.acme]);
    await block();
    await callTool(token, "notebook__list_notes");
    await flushCalls();
    expect(await db().usageEvent.findMany({ where: { keyId } })).toMatchObject([
      { workspaceId: world.acme.id, outcome: "refused" },
    ]);
  });
});

describe("a key that is outside the policy of one workspace among several", () => {
  test("keeps its tools in the other workspaces, under the same names", async () => {
    await connect(labs, world.servers.notebook.url, { slug: "own" });
    const { token } = await full([world.acme, labs]);
    const inLabs = (await toolNames(token)).filter((name) => !name.startsWith(`${world.acme.slug}__`));
    expect(inLabs).toContain(`${labs.slug}__own__shout`);
    await block();
    expect(await toolNames(token)).toEqual(inLabs);
    expect((await callTool(token, `${labs.slug}__own__list_notes`)).body.result).toBeDefined();
    const { body } = await callTool(token, `${world.acme.slug}__notebook__list_notes`);
    expect(body.error?.data).toMatchObject({ errorType: "POLICY_BLOCKED", workspaces: [{ slug: world.acme.slug }] });
    const read = { method: "resources/read", params: { uri: `latchkey://${world.acme.slug}/notebook/note://one` } };
    expect((await post(world.url, token, read)).body.error?.data).toMatchObject({ errorType: "POLICY_BLOCKED" });
    expect((await callTool(token, `${labs.slug}__own__none`)).body.error).toMatchObject({ code: -32602 });
  });

  test("learns from list_workspaces which workspace it is, and why", async () => {
    const { token } = await full([world.acme, labs]);
    await block();
    expect((await callTool(token, "list_workspaces")).body.result?.structuredContent).toEqual({
      scopes: ["mcp:full"],
      workspaces: [{ slug: labs.slug, name: "Labs", servers: [] }],
      blocked: [
        {
          slug: world.acme.slug,
          name: "Acme",
          reasons: ["full_access"],
          message: "Blocked in Acme: full access is for admins there.",
        },
      ],
    });
  });
});

test("announces changed lists to subscribers when a policy blocks a key and when it allows the key again", async () => {
  const { token } = await full([world.acme]);
  const subscription = await openSubscription(world.url, token, { toolsListChanged: true });
  open.push(subscription);
  await subscription.next();
  for (const change of [block, lift]) {
    await change();
    expect((await subscription.next())?.method).toBe("notifications/tools/list_changed");
  }
});

test("applies a change of role at once: a new admin is allowed, a former admin is blocked", async () => {
  const { token } = await full([world.acme]);
  await block();
  const setRole = (role: "admin" | "member") =>
    db().membership.updateMany({ where: { userId: world.ada.id, workspaceId: world.acme.id }, data: { role } });
  await setRole("admin");
  expect(await toolNames(token)).toContain("notebook__shout");
  await setRole("member");
  expect(await toolNames(token)).toEqual(["list_workspaces"]);
});

test("checks networks against the address from a trusted proxy only", async () => {
  const { token } = await full([world.acme]);
  await setPolicy({ networks: ["127.0.0.0/8"] });
  expect(await toolNames(token)).toContain("notebook__shout");
  await setPolicy({ networks: ["192.0.2.0/24"] });
  const list = { method: "tools/list" };
  const { body } = await post(world.url, token, list, { "x-forwarded-for": "192.0.2.7" });
  expect(body.result?.tools).toHaveLength(1);
  expect((await callTool(token, "notebook__shout")).body.error?.data?.message).toContain(
    "used from outside the networks that are allowed there",
  );
});
