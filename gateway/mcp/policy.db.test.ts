import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { changePolicy } from "#lib/policy/operations";
import { policyOf } from "#lib/policy/queries";
import { type ChangePolicyInput, changePolicySchema } from "#lib/policy/schema";
import { flushCalls } from "#lib/usage/record-call";
import { post, postModern } from "#testing/clients/post";
import { type OpenSubscription, openSubscription } from "#testing/clients/subscribe";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { callerOf, makeUser, makeWorkspace, type TestUser, type TestWorkspace } from "#testing/people/factories";
import { type RunningServer, startModernServer } from "#testing/servers/mcp-servers";

useDatabase();

let gateway: RunningGateway;
let notebook: RunningServer;
beforeAll(async () => {
  gateway = await startGateway();
  notebook = await startModernServer();
});
afterAll(async () => {
  await gateway.stop();
  await notebook.stop();
});

let ada: TestUser;
let grace: TestUser;
let acme: TestWorkspace;
let labs: TestWorkspace;
const open: OpenSubscription[] = [];

beforeEach(async () => {
  ada = await makeUser("Ada");
  grace = await makeUser("Grace");
  acme = await makeWorkspace("Acme", [
    [ada, "member"],
    [grace, "admin"],
  ]);
  labs = await makeWorkspace("Labs", [[ada, "owner"]]);
  await connect(acme, notebook.url, { slug: "notebook" });
});
afterEach(() => {
  for (const subscription of open.splice(0)) subscription.close();
});

async function setPolicy(changes: Partial<ChangePolicyInput>): Promise<void> {
  const { version, settings } = await policyOf(callerOf(grace), acme.slug);
  const input = { ...settings, ...changes, workspace: acme.slug, seen: version };
  await changePolicy(callerOf(grace), changePolicySchema.parse(input));
}
const block = () => setPolicy({ fullAccess: "admins" });
const lift = () => setPolicy({ fullAccess: "everyone" });

async function toolNames(token: string): Promise<string[]> {
  const { body } = await post(gateway.url, token, { method: "tools/list" });
  return ((body.result?.tools ?? []) as { name: string }[]).map((tool) => tool.name);
}

const callTool = (token: string, name: string) =>
  post(gateway.url, token, { method: "tools/call", params: { name, arguments: { text: "x" } } });

const full = (workspaces: TestWorkspace[]) => makeToken(ada, workspaces, { scopes: ["mcp:full"] });

describe("a key that is outside the policy of its only workspace", () => {
  test("sees none of its tools from the next request on, and all of them once the policy is lifted", async () => {
    const { token } = await full([acme]);
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
  ])("is told why when it sends %s %j, in both eras", async (method, params) => {
    const { token } = await full([acme]);
    await block();
    for (const send of [post, postModern]) {
      const { status, body } = await send(gateway.url, token, { method, params });
      expect(status).toBe(403);
      expect(body.error).toMatchObject({
        code: 403,
        data: {
          errorType: "POLICY_BLOCKED",
          message:
            "This key is blocked in Acme: full access is for admins there. Its owner can change the key, or an admin can change the workspace's policy.",
          workspaces: [{ slug: acme.slug, name: "Acme", reasons: ["full_access"] }],
        },
      });
    }
  });

  test("hears of it when it introduces itself", async () => {
    const { token } = await full([acme]);
    await block();
    const initialize = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "x", version: "1" } };
    const answers = await Promise.all([
      post(gateway.url, token, { method: "initialize", params: initialize }),
      postModern(gateway.url, token, { method: "server/discover" }),
    ]);
    for (const { body } of answers) {
      expect(body.result?.instructions).toBe(
        "There are no tools for now. This key is blocked in Acme: full access is for admins there.",
      );
    }
  });

  test("is counted as refused for the workspace", async () => {
    const { token, keyId } = await full([acme]);
    await block();
    await callTool(token, "notebook__list_notes");
    await flushCalls();
    expect(await db().usageEvent.findMany({ where: { keyId } })).toMatchObject([
      { workspaceId: acme.id, outcome: "refused" },
    ]);
  });
});

describe("a key that is outside the policy of one workspace among several", () => {
  test("goes on in the others, under the same names", async () => {
    await connect(labs, notebook.url, { slug: "own" });
    const { token } = await full([acme, labs]);
    const inLabs = (await toolNames(token)).filter((name) => !name.startsWith(`${acme.slug}__`));
    expect(inLabs).toContain(`${labs.slug}__own__shout`);
    await block();
    expect(await toolNames(token)).toEqual(inLabs);
    expect((await callTool(token, `${labs.slug}__own__list_notes`)).body.result).toBeDefined();
    const { body } = await callTool(token, `${acme.slug}__notebook__list_notes`);
    expect(body.error?.data).toMatchObject({ errorType: "POLICY_BLOCKED", workspaces: [{ slug: acme.slug }] });
    const read = { method: "resources/read", params: { uri: `latchkey://${acme.slug}/notebook/note://one` } };
    expect((await post(gateway.url, token, read)).body.error?.data).toMatchObject({ errorType: "POLICY_BLOCKED" });
    expect((await callTool(token, `${labs.slug}__own__none`)).body.error).toMatchObject({ code: -32602 });
  });

  test("learns from list_workspaces which one it is and why", async () => {
    const { token } = await full([acme, labs]);
    await block();
    expect((await callTool(token, "list_workspaces")).body.result?.structuredContent).toEqual({
      scopes: ["mcp:full"],
      workspaces: [{ slug: labs.slug, name: "Labs", servers: [] }],
      blocked: [
        {
          slug: acme.slug,
          name: "Acme",
          reasons: ["full_access"],
          message: "Blocked in Acme: full access is for admins there.",
        },
      ],
    });
  });
});

test("whoever listens hears that the lists have changed, both when a policy blocks and when it lets in again", async () => {
  const { token } = await full([acme]);
  const subscription = await openSubscription(gateway.url, token, { toolsListChanged: true });
  open.push(subscription);
  await subscription.next();
  for (const change of [block, lift]) {
    await change();
    expect((await subscription.next())?.method).toBe("notifications/tools/list_changed");
  }
});

test("a role decides at once: who becomes an admin is let in, who is one no longer is kept out", async () => {
  const { token } = await full([acme]);
  await block();
  const setRole = (role: "admin" | "member") =>
    db().membership.updateMany({ where: { userId: ada.id, workspaceId: acme.id }, data: { role } });
  await setRole("admin");
  expect(await toolNames(token)).toContain("notebook__shout");
  await setRole("member");
  expect(await toolNames(token)).toEqual(["list_workspaces"]);
});

test("the address that a trusted proxy hands on is the one that counts, and no other", async () => {
  const { token } = await full([acme]);
  await setPolicy({ networks: ["127.0.0.0/8"] });
  expect(await toolNames(token)).toContain("notebook__shout");
  await setPolicy({ networks: ["192.0.2.0/24"] });
  const list = { method: "tools/list" };
  const { body } = await post(gateway.url, token, list, { "x-forwarded-for": "192.0.2.7" });
  expect(body.result?.tools).toHaveLength(1);
  expect((await callTool(token, "notebook__shout")).body.error?.data?.message).toContain(
    "used from outside the networks that are allowed there",
  );
});
