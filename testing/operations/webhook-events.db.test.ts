import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { ACTOR_KINDS } from "#lib/audit/actions";
import { type AuditEntry, actorOf, recordAudit, recordAuditEvents } from "#lib/audit/record";
import { API_SCOPES } from "#lib/auth/api-scopes";
import { db } from "#lib/db/client";
import { createKey } from "#lib/keys/life/create-key";
import { revokeKey } from "#lib/keys/life/revoke-key";
import { rotateKey } from "#lib/keys/life/rotate";
import { revokeKeySchema } from "#lib/keys/life/schema";
import { createKeySchema } from "#lib/keys/settings/schema";
import { removeMember } from "#lib/members/end-membership";
import { WEBHOOK_EVENTS } from "#lib/outbox/dto";
import type { WebhookPayload } from "#lib/outbox/payload";
import { removeWebhook } from "#lib/webhooks/settings/operations";
import { makeApiToken } from "#testing/clients/api-client";
import { useDatabase } from "#testing/databases/use-database";
import { makeWebhook } from "#testing/operations/webhook-rows";
import { callerOf, makeKey, makeServiceKey, makeUser, makeWorkspace, NOW } from "#testing/people/factories";

useDatabase();

const URL_OF_NOBODY = "https://hooks.example.com/in";

async function makeScene() {
  const [ada, grace] = await Promise.all([makeUser("Ada"), makeUser("Grace")]);
  const acme = await makeWorkspace("Acme", [
    [ada, "owner"],
    [grace, "member"],
  ]);
  const labs = await makeWorkspace("Labs", [[grace, "owner"]]);
  return { ada, grace, acme, labs };
}

const deliveries = () => db().webhookDelivery.findMany({ orderBy: { id: "asc" } });

test("sends each workspace only its own part of a key event", async () => {
  const { grace, acme, labs } = await makeScene();
  const hooks = { [acme.id]: await makeWebhook(acme, URL_OF_NOBODY, ["key.created"]) };
  hooks[labs.id] = await makeWebhook(labs, URL_OF_NOBODY, ["key.created"]);
  const input = createKeySchema.parse({ name: "Claude", workspaceIds: [acme.id, labs.id] });
  const { key, token } = await createKey(callerOf(grace), input);
  const rows = await deliveries();
  expect(rows).toHaveLength(2);
  for (const workspace of [acme, labs]) {
    const row = rows.find(({ webhookId }) => webhookId === hooks[workspace.id]?.id);
    expect(row).toMatchObject({ event: "key.created", attempts: 0, nextAttemptAt: NOW, createdAt: NOW });
    expect(row?.payload).toEqual({
      type: "key.created",
      timestamp: NOW.toISOString(),
      data: {
        workspace,
        actor: { kind: "user", id: grace.id, name: "Grace" },
        key: {
          id: key.id,
          name: "Claude",
          owner: grace,
          expiresAt: key.expiresAt?.toISOString() ?? null,
          rotatedFrom: null,
          rotatedTo: null,
        },
      },
    });
  }
  const delivered = JSON.stringify(rows.find(({ webhookId }) => webhookId === hooks[acme.id]?.id));
  expect(delivered).not.toContain(labs.id);
  expect(delivered).not.toContain(token);
});

test("lists every kind of actor in the documentation", async () => {
  const rows = (await readFile("docs/webhooks.md", "utf8")).split("| `actor.kind` |")[1] ?? "";
  const kinds = rows.split("\n\n")[0]?.matchAll(/^\| `(\w+)` \|/gm) ?? [];
  expect([...kinds].map(([, kind]) => kind)).toEqual([...ACTOR_KINDS]);
});

test("names the owner of an API token that made the change", async () => {
  const { grace, acme } = await makeScene();
  await makeWebhook(acme, URL_OF_NOBODY, ["key.created", "key.revoked"]);
  await makeApiToken(grace);
  const { id: apiTokenId } = await db().apiToken.findFirstOrThrow();
  const principal = { kind: "api_token", userId: grace.id, apiTokenId, scopes: API_SCOPES } as const;
  const script = { ...callerOf(grace), principal };
  const { key } = await createKey(script, createKeySchema.parse({ workspaceIds: [acme.id] }));
  await revokeKey(script, { keyId: key.id, reason: null, confirmation: null });
  const actors = (await deliveries()).map(({ payload }) => (payload as unknown as WebhookPayload).data.actor);
  const actor = { kind: "api_token", id: grace.id, name: "Grace" };
  expect(actors).toEqual([actor, actor]);
});

test("names the removed member", async () => {
  const { ada, grace, acme } = await makeScene();
  await makeWebhook(acme, URL_OF_NOBODY, ["member.removed"]);
  await removeMember(callerOf(ada), { workspace: acme.slug, userId: grace.id });
  const [row] = await deliveries();
  expect(row?.payload).toMatchObject({
    data: { workspace: acme, actor: { kind: "user", id: ada.id, name: "Ada" }, member: grace },
  });
});

test("sends no owner of a service key, no name of a job, and only known details", async () => {
  const { acme } = await makeScene();
  await makeWebhook(acme, URL_OF_NOBODY, ["key.expiring"]);
  const keyId = await makeServiceKey(acme, { name: "Deployments", expiresAt: NOW });
  const entry: AuditEntry = {
    action: "key.expiring",
    workspaceId: acme.id,
    target: { type: "key", id: keyId },
    details: { daysLeft: 7, reason: "", secret: "hush" },
    before: { secret: "hush" },
  };
  await recordAuditEvents(db(), { kind: "system", id: null, at: NOW, address: "10.0.0.1" }, [entry]);
  const [row] = await deliveries();
  expect(row?.payload).toEqual({
    type: "key.expiring",
    timestamp: NOW.toISOString(),
    data: {
      workspace: acme,
      actor: { kind: "system", id: null, name: null },
      key: {
        id: keyId,
        name: "Deployments",
        owner: null,
        expiresAt: NOW.toISOString(),
        rotatedFrom: null,
        rotatedTo: null,
      },
      daysLeft: 7,
    },
  });
});

test("names both keys of a rotation", async () => {
  const { grace, acme } = await makeScene();
  await makeWebhook(acme, URL_OF_NOBODY, ["key.rotated", "key.created"]);
  const old = await makeKey(grace, [acme]);
  const { key } = await rotateKey(callerOf(grace), { keyId: old, overlap: "none", expiresInDays: "same" });
  const payloads = (await deliveries()).map(({ payload }) => payload);
  expect(payloads).toHaveLength(2);
  expect(payloads).toContainEqual(
    expect.objectContaining({
      type: "key.rotated",
      data: expect.objectContaining({ key: expect.objectContaining({ id: old, rotatedTo: key.id }) }),
    }),
  );
  expect(payloads).toContainEqual(
    expect.objectContaining({
      type: "key.created",
      data: expect.objectContaining({ key: expect.objectContaining({ id: key.id, rotatedFrom: old }) }),
    }),
  );
});

test("sends the reason of a revocation", async () => {
  const { grace, acme } = await makeScene();
  await makeWebhook(acme, URL_OF_NOBODY, ["key.revoked"]);
  const keyId = await makeKey(grace, [acme]);
  await revokeKey(callerOf(grace), revokeKeySchema.parse({ keyId, reason: "Laptop lost", confirmation: "Test key" }));
  const [row] = await deliveries();
  expect(row?.payload).toMatchObject({ type: "key.revoked", data: { key: { id: keyId }, reason: "Laptop lost" } });
});

test("sends nothing to a webhook that is disabled, lacks the event, or belongs to another workspace", async () => {
  const { ada, acme, labs } = await makeScene();
  await makeWebhook(acme, URL_OF_NOBODY, ["key.created"], { disabledAt: NOW });
  await makeWebhook(acme, URL_OF_NOBODY, ["key.revoked", "member.removed"]);
  await makeWebhook(labs, URL_OF_NOBODY, [...WEBHOOK_EVENTS]);
  await createKey(callerOf(ada), createKeySchema.parse({ workspaceIds: [acme.id] }));
  expect(await deliveries()).toEqual([]);
});

test("sends nothing for a change that is rolled back", async () => {
  const { ada, acme } = await makeScene();
  await makeWebhook(acme, URL_OF_NOBODY, ["key.revoked"]);
  const keyId = await makeKey(ada, [acme]);
  const entry: AuditEntry = { action: "key.revoked", workspaceId: acme.id, target: { type: "key", id: keyId } };
  const change = db().$transaction(async (tx) => {
    await recordAudit(tx, callerOf(ada), entry);
    expect(await tx.webhookDelivery.count()).toBe(1);
    throw new Error("the change failed");
  });
  await expect(change).rejects.toThrow("the change failed");
  expect(await deliveries()).toEqual([]);
});

test("completes a change while a webhook is removed at the same time", async () => {
  const { ada, acme } = await makeScene();
  const { id: webhookId } = await makeWebhook(acme, URL_OF_NOBODY, ["key.created"]);
  const input = createKeySchema.parse({ workspaceIds: [acme.id] });
  await Promise.all([
    ...Array.from({ length: 8 }, () => createKey(callerOf(ada), input)),
    removeWebhook(callerOf(ada), { workspace: acme.slug, webhookId }),
  ]);
  expect(await db().key.count()).toBe(8);
  expect(await deliveries()).toEqual([]);
});

test("adds no query for an event that webhooks cannot get, and one query if no webhook listens", async () => {
  const { ada, acme } = await makeScene();
  const target = { type: "key", id: await makeKey(ada, [acme]) } as const;
  const counted = async (entries: AuditEntry[]) => {
    let queries = 0;
    const count = () => {
      queries += 1;
    };
    const watched = db().$extends({
      query: {
        $allOperations: ({ args, query }) => {
          count();
          return query(args);
        },
      },
    });
    await watched.$transaction((tx) => recordAuditEvents(tx as never, actorOf(callerOf(ada)), entries));
    return queries;
  };
  expect(await counted([{ action: "key.updated", workspaceId: acme.id, target }])).toBe(1);
  expect(await counted([{ action: "key.created", workspaceId: null, target }])).toBe(1);
  expect(await counted([{ action: "key.created", workspaceId: acme.id, target }])).toBe(2);
});
