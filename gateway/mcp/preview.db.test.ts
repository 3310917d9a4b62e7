import { beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import type { KeySight, KeySightInFull, ServerReason, ToolReason } from "#lib/gateway/preview/dto";
import { previewKey, previewServiceKey, whatKeySees } from "#lib/gateway/preview/queries";
import { previewKeySchema, previewServiceKeySchema } from "#lib/gateway/preview/schema";
import type { Scope } from "#lib/keys/access/scopes";
import { createKey } from "#lib/keys/life/create-key";
import { createServiceKey } from "#lib/keys/life/create-service-key";
import {
  createKeySchema,
  createServiceKeySchema,
  updateKeySchema,
  updateServiceKeySchema,
} from "#lib/keys/settings/schema";
import { updateKey, updateServiceKey } from "#lib/keys/settings/update-key";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken } from "#testing/machine/running-gateway";
import { useGateway } from "#testing/machine/use-gateway";
import {
  callerOf,
  makeMembership,
  makeServiceKey,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";
import { startModernServer } from "#testing/servers/mcp-servers";

useDatabase();

const world = useGateway({ servers: { live: startModernServer }, role: "member" });

let grace: TestUser;
let labs: TestWorkspace;
let live: string;
let staging: string;

beforeEach(async () => {
  grace = await makeUser("Grace");
  await makeMembership(world.acme.id, grace, "admin");
  labs = await makeWorkspace("Labs", [[world.ada, "member"]]);
  live = world.upstreamIds.live;
  staging = await connect(world.acme, world.servers.live.url, { slug: "staging" });
  await connect(labs, world.servers.live.url, { slug: "board" });
  await db().upstream.update({ where: { id: staging }, data: { environment: "staging" } });
  await db().toolRule.create({ data: { upstreamId: live, toolName: "delete_notes", access: "blocked" } });
  await db().upstream.update({ where: { id: live }, data: { revision: { increment: 1 } } });
});

async function listed(token: string, method = "tools/list", field = "tools"): Promise<string[]> {
  const { body } = await post(world.url, token, { method });
  return ((body.result?.[field] ?? []) as { name: string }[]).map((entry) => entry.name).sort();
}

const namesOf = (sight: KeySight) => sight.servers.flatMap(({ tools }) => tools.map((tool) => tool.name)).sort();
const preview = (draft: object) => previewKey(callerOf(world.ada), previewKeySchema.parse(draft));

type Choice = { scopes: Scope[]; workspaces: "one" | "both"; environment: string | null; servers: "all" | "chosen" };

const CHOICES: Choice[] = [
  ["mcp:read"],
  ["mcp:full"],
  ["mcp:tools:list"],
  ["mcp:tools:call"],
  ["mcp:resources:read"],
  ["mcp:tools:list", "mcp:tools:call"],
].flatMap((scopes) =>
  (["one", "both"] as const).flatMap((workspaces) =>
    [null, "production", "staging"].flatMap((environment) =>
      (["all", "chosen"] as const).map((servers) => ({ scopes: scopes as Scope[], workspaces, environment, servers })),
    ),
  ),
);

function settingsOf({ scopes, workspaces, environment, servers }: Choice) {
  const chosen = environment === "staging" ? [staging] : [live];
  return {
    scopes,
    environment,
    workspaceIds: workspaces === "one" ? [world.acme.id] : [world.acme.id, labs.id],
    serverIds: servers === "all" ? null : chosen,
  };
}

test("shows what the gateway will list, for every choice of the form", async () => {
  for (const choice of CHOICES) {
    const settings = settingsOf(choice);
    const sight = await preview(settings);
    const { token } = await createKey(callerOf(world.ada), createKeySchema.parse(settings));
    expect(namesOf(sight), JSON.stringify(choice)).toEqual(await listed(token));
    expect(sight.toolCount).toBe(namesOf(sight).length);
    expect(sight.promptCount).toBe((await listed(token, "prompts/list", "prompts")).length);
    const resources = await listed(token, "resources/list", "resources");
    const templates = await listed(token, "resources/templates/list", "resourceTemplates");
    expect(sight.resourceCount).toBe(resources.length + templates.length);
  }
});

test("shows exactly the tools that the gateway lets a key call", async () => {
  await db().workspace.update({ where: { id: world.acme.id }, data: { confirmDestructive: false } });
  for (const scopes of [["mcp:tools:list"], ["mcp:tools:call"], ["mcp:read"], ["mcp:full"]]) {
    const sight = await preview({ workspaceIds: [world.acme.id], scopes });
    const { token } = await makeToken(world.ada, [world.acme], { scopes });
    const names = ["list_notes", "add_note", "delete_notes", "shout"].flatMap((name) => [
      `live__${name}`,
      `staging__${name}`,
    ]);
    const answers = await Promise.all(
      names.map((name) => post(world.url, token, { method: "tools/call", params: { name, arguments: { text: "x" } } })),
    );
    expect(sight.callableCount).toBe(answers.filter(({ status }) => status === 200).length);
  }
});

test("shows the class of each tool", async () => {
  const sight = await preview({ workspaceIds: [labs.id], scopes: ["mcp:full"] });
  expect(sight).toMatchObject({ toolCount: 5, writingCount: 3, destructiveCount: 1 });
  const tools = sight.servers.find(({ server }) => server?.name === "board")?.tools;
  expect(tools).toMatchObject([
    { name: "board__list_notes", title: "List notes", effect: "read_only", asksFirst: false, callable: true },
    { name: "board__add_note", effect: "writing" },
    { name: "board__delete_notes", effect: "destructive", asksFirst: true },
    { name: "board__shout", effect: "writing" },
  ]);
});

describe("the preview", () => {
  test("shows how tools are named for a key of several workspaces, and for no other key", async () => {
    const both = { workspaceIds: [world.acme.id, labs.id], scopes: ["mcp:read"] };
    const naming = async (draft: object) => (await preview(draft)).naming;
    const example = `${world.acme.slug}__live__list_notes`;
    expect(await naming(both)).toEqual({ example, shortened: null });
    expect(await naming({ ...both, workspaceIds: [labs.id] })).toBeNull();
    expect(await naming({ ...both, serverIds: [] })).toEqual({ example: null, shortened: null });
    const slug = "a-server-with-a-long-name";
    await connect(labs, world.servers.live.url, { slug });
    const { token } = await makeToken(world.ada, [world.acme, labs]);
    const shortened = (await listed(token)).find((name) => name.includes(slug) && !name.startsWith(labs.slug));
    expect(await naming(both)).toEqual({ example, shortened });
  });

  test("reaches nothing of other people", async () => {
    const foreign = await makeWorkspace("Foreign", [[grace, "owner"]]);
    const id = await connect(foreign, world.servers.live.url, { slug: "secret" });
    const sight = await preview({ workspaceIds: [foreign.id], scopes: ["mcp:full"], serverIds: [id] });
    expect(namesOf(sight)).toEqual(["list_workspaces"]);
    expect(JSON.stringify(sight)).not.toMatch(/Foreign|secret/);
  });

  test("names the policies that would block the key", async () => {
    await db().workspacePolicy.create({ data: { workspaceId: world.acme.id, fullAccess: "admins", updatedAt: NOW } });
    const sight = await preview({ workspaceIds: [world.acme.id], scopes: ["mcp:full"] });
    expect(sight).toMatchObject({ toolCount: 1, blocked: [{ name: "Acme", blocks: ["full_access"] }] });
  });

  test("of an edited key leaves out detached workspaces", async () => {
    const { keyId } = await makeToken(world.ada, [world.acme, labs]);
    await db().keyWorkspace.updateMany({ where: { keyId, workspaceId: world.acme.id }, data: { detachedAt: NOW } });
    const sight = await preview({ keyId, workspaceIds: [world.acme.id, labs.id], scopes: ["mcp:read"] });
    expect(sight.servers.map(({ server }) => server?.workspace)).toEqual([undefined, "Labs"]);
  });

  test("writes nothing", async () => {
    const keys = await db().key.findMany();
    await preview({ workspaceIds: [world.acme.id], scopes: ["mcp:full"] });
    expect(await db().key.findMany()).toEqual(keys);
    expect(await db().auditEvent.count({ where: { action: "key.created" } })).toBe(0);
  });
});

describe("the preview of a service key", () => {
  const settingsOfService = (choice: Choice) => {
    const { workspaceIds: _one, ...settings } = settingsOf(choice);
    return { workspace: world.acme.slug, ...settings };
  };
  const previewService = (draft: object, caller = callerOf(grace)) =>
    previewServiceKey(caller, previewServiceKeySchema.parse(draft));

  test("shows what the gateway will list, for every admin, and for a new or edited key", async () => {
    const made = await createServiceKey(
      callerOf(grace),
      createServiceKeySchema.parse({ workspace: world.acme.slug, name: "Report" }),
    );
    for (const choice of CHOICES.filter(({ workspaces }) => workspaces === "one")) {
      const settings = settingsOfService(choice);
      const [sight, edited] = await Promise.all([
        previewService(settings),
        previewService({ ...settings, keyId: made.key.id }),
      ]);
      await updateServiceKey(callerOf(grace), updateServiceKeySchema.parse({ ...settings, keyId: made.key.id }));
      const names = await listed(made.token);
      expect([namesOf(sight), namesOf(edited)], JSON.stringify(choice)).toEqual([names, names]);
    }
  });

  test("names the policy that would block the key", async () => {
    await db().workspacePolicy.create({ data: { workspaceId: world.acme.id, expiryRequired: true, updatedAt: NOW } });
    const draft = { workspace: world.acme.slug, scopes: ["mcp:read"], expiresInDays: null };
    expect(await previewService(draft)).toMatchObject({ blocked: [{ name: "Acme", blocks: ["no_expiry"] }] });
  });

  test("finds no key of a person or of another workspace", async () => {
    const shop = await makeWorkspace("Shop", [[grace, "owner"]]);
    for (const keyId of [(await makeToken(grace, [world.acme])).keyId, await makeServiceKey(shop)]) {
      const draft = { workspace: world.acme.slug, keyId, scopes: ["mcp:read"] };
      await expect(previewService(draft)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });
});

describe("an edited key", () => {
  test("sees less at its next request, exactly as its page shows", async () => {
    const { keyId, token } = await makeToken(world.ada, [world.acme, labs], { scopes: ["mcp:full"] });
    const steps = [{ workspaceIds: [world.acme.id] }, { environment: "production" }, { scopes: ["mcp:read"] }];
    let before = (await listed(token)).length;
    for (const step of steps) {
      await updateKey(callerOf(world.ada), updateKeySchema.parse({ keyId, ...step }));
      const names = await listed(token);
      expect(names.length).toBeLessThan(before);
      before = names.length;
      const sight = await whatKeySees(callerOf(world.ada), world.acme.slug, keyId);
      expect(sight && namesOf(sight)).toEqual(names);
    }
  });
});

describe("the page of a key", () => {
  const reasonsIn = (sight: KeySightInFull | null, server: string): ServerReason[] | undefined =>
    sight?.unseen.find(({ name }) => name === server)?.reasons;
  const toolReasons = (sight: KeySightInFull | null, server: string): [string, ToolReason[]][] | undefined =>
    sight?.unseen.find(({ name }) => name === server)?.tools.map(({ name, reasons }) => [name, reasons]);

  test("shows every tool as seen, or with the reason why it is not", async () => {
    for (const choice of CHOICES) {
      const { key } = await createKey(callerOf(world.ada), createKeySchema.parse(settingsOf(choice)));
      const sight = await whatKeySees(callerOf(world.ada), world.acme.slug, key.id);
      const servers = choice.workspaces === "one" ? 2 : 3;
      expect((sight?.toolCount ?? 0) + (sight?.unseenCount ?? 0), JSON.stringify(choice)).toBeGreaterThanOrEqual(
        servers * 4,
      );
      const seen = sight?.servers.flatMap(({ server, tools }) => (server ? tools : [])) ?? [];
      expect(seen.length + (sight?.unseenCount ?? 0)).toBe(servers * 4);
      for (const { reasons, tools } of sight?.unseen ?? []) {
        for (const tool of tools) expect(reasons.length + tool.reasons.length).toBeGreaterThan(0);
      }
    }
  });

  test("names each reason", async () => {
    const { keyId } = await makeToken(world.ada, [world.acme, labs]);
    await updateKey(
      callerOf(world.ada),
      updateKeySchema.parse({ keyId, environment: "production", serverIds: [live] }),
    );
    const sight = await whatKeySees(callerOf(world.ada), world.acme.slug, keyId);
    expect(reasonsIn(sight, "staging")).toEqual(["environment", "not_chosen"]);
    expect(reasonsIn(sight, "board")).toEqual(["not_chosen"]);
    expect(toolReasons(sight, "live")).toEqual([
      ["add_note", ["scope_write"]],
      ["delete_notes", ["blocked"]],
      ["shout", ["scope_write"]],
    ]);
    await db().upstream.update({ where: { id: live }, data: { disabledAt: NOW } });
    await db().keyWorkspace.updateMany({ where: { keyId, workspaceId: labs.id }, data: { detachedAt: NOW } });
    await db().workspacePolicy.create({ data: { workspaceId: world.acme.id, expiryRequired: true, updatedAt: NOW } });
    const later = await whatKeySees(callerOf(world.ada), world.acme.slug, keyId);
    expect(reasonsIn(later, "live")).toEqual(["policy", "disabled"]);
    expect(reasonsIn(later, "board")).toEqual(["detached", "not_chosen"]);
  });

  test("shows an admin only their own workspace", async () => {
    const { keyId } = await makeToken(world.ada, [world.acme, labs]);
    const sight = await whatKeySees(callerOf(grace), world.acme.slug, keyId);
    expect(JSON.stringify(sight)).not.toMatch(/Labs|board/);
    expect(sight?.servers.map(({ server }) => server?.name)).toEqual(["live", "staging"]);
  });

  test("shows nothing for an ended key, and no key of other people", async () => {
    const { keyId } = await makeToken(world.ada, [world.acme], { revokedAt: NOW });
    expect(await whatKeySees(callerOf(world.ada), world.acme.slug, keyId)).toBeNull();
    const bob = await makeUser("Bob");
    const { slug } = await makeWorkspace("Own", [[bob, "owner"]]);
    await expect(whatKeySees(callerOf(bob), slug, keyId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("shows nothing of a workspace that the owner has left", async () => {
    const { keyId } = await makeToken(world.ada, [world.acme, labs]);
    await db().membership.deleteMany({ where: { workspaceId: labs.id } });
    const sight = await whatKeySees(callerOf(world.ada), world.acme.slug, keyId);
    expect(JSON.stringify(sight)).not.toMatch(/Labs|board/);
  });
});
