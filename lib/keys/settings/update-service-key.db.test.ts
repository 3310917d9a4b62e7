import { describe, expect, test } from "vitest";
import { hashPassword } from "#lib/auth/passwords/password";
import { HOUR_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { authenticate } from "#lib/keys/access/authenticate";
import { createServiceKey } from "#lib/keys/life/create-service-key";
import { createServiceKeySchema, updateServiceKeySchema } from "#lib/keys/settings/schema";
import { updateServiceKey } from "#lib/keys/settings/update-key";
import { callerOf, makeServiceKey, makeUpstream, makeWorkspace, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const PASSWORD = "four unrelated words here";
const longAgo = new Date(NOW.getTime() - HOUR_MS - 1);

const world = useWorkspace({ acme: { ada: "owner", mia: "admin" } }, async ({ acme }) => ({
  notes: await makeUpstream(acme, { slug: "notes" }),
  staging: await makeUpstream(acme, { slug: "notes-staging", environment: "staging" }),
}));

function make(settings: object = {}) {
  const { acme, callers } = world;
  const input = { workspace: acme.slug, name: "Deploys", ...settings };
  return createServiceKey(callers.ada, createServiceKeySchema.parse(input));
}

/** Changes a key as Mia, who did not make it. */
function update(keyId: string, change: object, authenticatedAt = NOW) {
  const { acme, mia } = world;
  const input = updateServiceKeySchema.parse({ workspace: acme.slug, keyId, ...change });
  return updateServiceKey(callerOf(mia, NOW, authenticatedAt), input);
}

async function reachedServers(token: string): Promise<string[]> {
  const answer = await authenticate(token, "127.0.0.1", NOW);
  if (answer.outcome !== "ok") return [];
  return answer.access.workspaces.flatMap((workspace) => workspace.upstreams.map((upstream) => upstream.id));
}

const rows = () => db().auditEvent.findMany({ where: { action: "key.updated" } });

test("a narrower setting holds from the next request on, and needs no password", async () => {
  const { notes, staging } = world;
  const { key, token } = await make({ scopes: ["mcp:full"] });
  await update(key.id, { environment: "production" }, longAgo);
  expect(await reachedServers(token)).toEqual([notes]);
  await update(key.id, { scopes: ["mcp:tools:list"] }, longAgo);
  const answer = await authenticate(token, "127.0.0.1", NOW);
  expect(answer.outcome === "ok" && [...answer.access.rights]).toEqual(["tools:list"]);
  const changed = await update(key.id, { environment: null, serverIds: [staging] });
  expect(changed).toMatchObject({ environment: null, servers: [{ id: staging }], madeByName: "Ada" });
  expect(await reachedServers(token)).toEqual([staging]);
});

test("keeps a setting that is left out, and refuses to remove the name", async () => {
  const { acme, notes } = world;
  const { key } = await make({ environment: "production", serverIds: [notes] });
  expect(await update(key.id, { name: "Releases" })).toMatchObject({
    name: "Releases",
    environment: "production",
    servers: [{ id: notes }],
    scopes: ["mcp:read"],
  });
  for (const name of ["", "  ", null]) {
    expect(updateServiceKeySchema.safeParse({ workspace: acme.slug, keyId: key.id, name }).success).toBe(false);
  }
});

test("a service key stays with its workspace", async () => {
  const { mia, acme } = world;
  const labs = await makeWorkspace("Labs", [[mia, "owner"]]);
  const { key } = await make();
  const changed = await update(key.id, { name: "Releases", workspaceIds: [acme.id, labs.id] });
  expect(changed.workspaces.map(({ id }) => id)).toEqual([acme.id]);
  const foreign = await makeUpstream(labs);
  await expect(update(key.id, { serverIds: [foreign] })).rejects.toMatchObject({
    fields: { serverIds: expect.any(String) },
  });
});

describe("widening", () => {
  test.each([
    ["a scope", { scopes: ["mcp:full"] }],
    ["every environment", { environment: null }],
    ["every server", { serverIds: null }],
  ])("by %s asks for the password of the admin who edits, after an hour", async (_what, wider) => {
    const { mia, notes } = world;
    await db().user.update({ where: { id: mia.id }, data: { passwordHash: await hashPassword(PASSWORD) } });
    const { key } = await make({ environment: "production", serverIds: [notes] });
    await expect(update(key.id, wider, longAgo)).rejects.toMatchObject({ fields: { password: expect.any(String) } });
    await expect(update(key.id, { ...wider, password: "wrong" }, longAgo)).rejects.toMatchObject({
      fields: { password: "This is not your current password." },
    });
    expect(await rows()).toEqual([]);
    await update(key.id, { ...wider, password: PASSWORD }, longAgo);
    const told = await rows();
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).not.toContain(PASSWORD);
  });

  test("needs no password within an hour of signing in, also for a key that the policy blocks already", async () => {
    const { acme } = world;
    const { key } = await make({ expiresInDays: null });
    await db().workspacePolicy.create({ data: { workspaceId: acme.id, expiryRequired: true, updatedAt: NOW } });
    expect(await update(key.id, { scopes: ["mcp:full"] })).toMatchObject({
      scopes: ["mcp:full"],
      workspaces: [{ blocks: ["no_expiry"] }],
    });
  });
});

test("records a change once, for the workspace alone, and nothing when nothing changed", async () => {
  const { mia, acme, notes, staging } = world;
  const { key } = await make({ serverIds: [notes] });
  const change = { name: "Releases", scopes: ["mcp:full"], serverIds: [notes, staging] };
  await update(key.id, change);
  await update(key.id, change);
  expect(await rows()).toMatchObject([
    {
      workspaceId: acme.id,
      actorId: mia.id,
      before: { name: "Deploys", scopes: ["mcp:read"], servers: [notes] },
      after: { name: "Releases", scopes: ["mcp:full"], servers: expect.arrayContaining([notes, staging]) },
    },
  ]);
});

test.each([
  ["revoked", { revokedAt: NOW }],
  ["expired", { expiresAt: NOW }],
])("refuses a key that is %s", async (status, options) => {
  const { acme } = world;
  const id = await makeServiceKey(acme, options);
  await expect(update(id, { name: "New" })).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining(status),
  });
});
