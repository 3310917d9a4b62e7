import { afterEach, describe, expect, test } from "vitest";
import { FairShares } from "#lib/bounds/fair-shares";
import { db } from "#lib/db/client";
import { env } from "#lib/env";
import { forget, provide } from "#lib/process";
import { open } from "#lib/secrets/secret-box";
import { createWebhook, removeWebhook, setWebhookDisabled, updateWebhook } from "#lib/webhooks/settings/operations";
import { getWebhook, listWebhooks } from "#lib/webhooks/settings/queries";
import { resendMessage, sendTestMessage } from "#lib/webhooks/settings/resend";
import { WEBHOOKS_MAX } from "#lib/webhooks/settings/schema";
import { provideTestEnv } from "#testing/databases/use-database";
import { stillRateLimits } from "#testing/machine/still-rate-limits";
import { startReceiver, type WebhookReceiver } from "#testing/machine/webhook-receiver";
import { makeDelivery, makeWebhook } from "#testing/operations/webhook-rows";
import { callerOf, makeMembership, makeUser, type TestUser } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

stillRateLimits();
const world = useWorkspace({ acme: { ada: "owner" } });

const HTTPS = "https://hooks.example.com/services/T0/s3cret?key=1";

let receiver: WebhookReceiver | undefined;

afterEach(async () => {
  forget("webhook-dispatcher");
  await receiver?.stop();
  receiver = undefined;
});

const auditOf = (action: string) => db().auditEvent.findMany({ where: { action }, orderBy: { id: "asc" } });

describe("adding a webhook", () => {
  test("shows its secret once and stores it encrypted", async () => {
    const input = { workspace: world.acme.slug, url: HTTPS, events: ["key.leaked" as const] };
    const { webhook, secret } = await createWebhook(world.callers.ada, input);
    expect(webhook).toMatchObject({ url: HTTPS, events: ["key.leaked"], disabled: null, lastDelivery: null });
    const row = await db().webhook.findUniqueOrThrow({ where: { id: webhook.id } });
    expect(row.encryptedSecret).not.toContain(secret);
    expect(open(row.encryptedSecret, row.id)).toBe(secret);
    expect(JSON.stringify(await listWebhooks(world.callers.ada, world.acme.slug))).not.toContain(secret);
    expect(JSON.stringify(await getWebhook(world.callers.ada, world.acme.slug, webhook.id))).not.toContain(secret);
  });

  test("is recorded without the secret and without the parts of the URL that may be secret", async () => {
    const input = { workspace: world.acme.slug, url: HTTPS, events: ["key.leaked" as const] };
    const { webhook, secret } = await createWebhook(world.callers.ada, input);
    const [event] = await auditOf("webhook.created");
    expect(event).toMatchObject({ workspaceId: world.acme.id, targetId: webhook.id, targetName: "hooks.example.com" });
    expect(event?.after).toEqual({ url: "https://hooks.example.com", events: ["key.leaked"] });
    expect(JSON.stringify(event)).not.toContain(secret);
    expect(JSON.stringify(event)).not.toContain("s3cret");
  });

  test("with http:// is allowed only where private addresses are", async () => {
    const input = { workspace: world.acme.slug, url: "http://hooks.example.com/", events: ["key.leaked" as const] };
    await expect(createWebhook(world.callers.ada, input)).resolves.toBeDefined();
    provideTestEnv({ DATABASE_URL: env().DATABASE_URL ?? "", ALLOW_PRIVATE_UPSTREAMS: "false" });
    await expect(createWebhook(world.callers.ada, input)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      fields: { url: "Begin with https://. Messages name people, so they are sent encrypted." },
    });
    provideTestEnv({ DATABASE_URL: env().DATABASE_URL ?? "" });
  });

  test("is refused when a workspace has the most it may have, also when two are added at the same time", async () => {
    for (let n = 1; n < WEBHOOKS_MAX; n += 1) await makeWebhook(world.acme, HTTPS, ["key.created"]);
    const input = { workspace: world.acme.slug, url: HTTPS, events: ["key.created" as const] };
    const outcomes = await Promise.allSettled([1, 2].map(() => createWebhook(world.callers.ada, input)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await db().webhook.count()).toBe(WEBHOOKS_MAX);
  });
});

test("keeps the secret at an edit, and records the old and the new state", async () => {
  const { id: webhookId } = await makeWebhook(world.acme, HTTPS, ["key.created"]);
  const before = await db().webhook.findUniqueOrThrow({ where: { id: webhookId } });
  const changes = { url: "https://other.example.com/", events: ["member.removed" as const] };
  await updateWebhook(world.callers.ada, { workspace: world.acme.slug, webhookId, ...changes });
  const after = await db().webhook.findUniqueOrThrow({ where: { id: webhookId } });
  expect(after).toMatchObject({ ...changes, encryptedSecret: before.encryptedSecret });
  const [event] = await auditOf("webhook.updated");
  expect(event?.before).toEqual({ url: "https://hooks.example.com", events: ["key.created"] });
  expect(event?.after).toEqual({ url: "https://other.example.com", events: ["member.removed"] });
});

test("gives up waiting messages when disabled, can always be enabled, and records neither twice", async () => {
  const { id: webhookId } = await makeWebhook(world.acme, HTTPS, ["key.created"]);
  const id = await makeDelivery(webhookId);
  const set = (disabled: boolean) =>
    setWebhookDisabled(world.callers.ada, { workspace: world.acme.slug, webhookId, disabled });
  await set(true);
  await set(true);
  expect((await getWebhook(world.callers.ada, world.acme.slug, webhookId)).disabled).toMatchObject({ reason: "admin" });
  expect((await db().webhookDelivery.findUniqueOrThrow({ where: { id } })).nextAttemptAt).toBeNull();
  await db().webhook.update({ where: { id: webhookId }, data: { disabledReason: "failing" } });
  expect((await getWebhook(world.callers.ada, world.acme.slug, webhookId)).disabled).toMatchObject({
    reason: "failing",
  });
  await set(false);
  await set(false);
  expect((await getWebhook(world.callers.ada, world.acme.slug, webhookId)).disabled).toBeNull();
  expect((await auditOf("webhook.updated")).map(({ after }) => after)).toEqual([
    { disabled: true },
    { disabled: false },
  ]);
});

test("removes a webhook with its deliveries", async () => {
  const { id: webhookId } = await makeWebhook(world.acme, HTTPS, ["key.created"]);
  await makeDelivery(webhookId);
  await removeWebhook(world.callers.ada, { workspace: world.acme.slug, webhookId });
  expect(await db().webhookDelivery.count()).toBe(0);
  expect(await auditOf("webhook.removed")).toHaveLength(1);
});

describe("a test message", () => {
  test("is sent at once and returns the result", async () => {
    receiver = await startReceiver();
    const { id: webhookId } = await makeWebhook(world.acme, receiver.url, ["key.leaked"]);
    const sent = await sendTestMessage(world.callers.ada, { workspace: world.acme.slug, webhookId });
    expect(sent).toMatchObject({ event: "webhook.test", state: "delivered", lastStatus: 204, attempts: 1 });
    expect(JSON.parse(receiver.received[0]?.body ?? "")).toEqual({
      type: "webhook.test",
      timestamp: sent.createdAt.toISOString(),
      data: { workspace: world.acme, actor: { kind: "user", id: world.ada.id, name: "Ada" } },
    });
  });

  test("is tried once", async () => {
    receiver = await startReceiver((response) => response.writeHead(500).end());
    const { id: webhookId } = await makeWebhook(world.acme, receiver.url, ["key.leaked"]);
    const sent = await sendTestMessage(world.callers.ada, { workspace: world.acme.slug, webhookId });
    expect(sent).toMatchObject({ state: "failed", lastStatus: 500, nextAttemptAt: null });
  });

  test("can be sent 20 times in 10 minutes by a person, and 30 times in a workspace, by all admins together", async () => {
    receiver = await startReceiver();
    const { id: webhookId } = await makeWebhook(world.acme, receiver.url, ["key.leaked"]);
    const mia = await makeUser("Mia");
    await makeMembership(world.acme.id, mia, "admin");
    const send = (admin: TestUser) => sendTestMessage(callerOf(admin), { workspace: world.acme.slug, webhookId });
    for (let sent = 1; sent <= 20; sent += 1) await send(world.ada);
    await expect(send(world.ada)).rejects.toMatchObject({
      code: "RATE_LIMITED",
      message: expect.stringContaining("20 in 10 minutes for each person"),
    });
    for (let sent = 1; sent <= 10; sent += 1) await send(mia);
    await expect(send(mia)).rejects.toThrow("30 in 10 minutes for each workspace");
    expect(receiver.received).toHaveLength(30);
  });

  test("is refused while two of the person or four of the workspace are being sent, and not after they ended", async () => {
    const held = Promise.withResolvers<void>();
    receiver = await startReceiver(async (response) => {
      await held.promise;
      response.writeHead(204).end();
    });
    const { received } = receiver;
    const { id: webhookId } = await makeWebhook(world.acme, receiver.url, ["key.leaked"]);
    const [mia, max, zoe] = [await makeUser("Mia"), await makeUser("Max"), await makeUser("Zoe")];
    for (const admin of [mia, max, zoe]) await makeMembership(world.acme.id, admin, "admin");
    const send = (admin: TestUser) => sendTestMessage(callerOf(admin), { workspace: world.acme.slug, webhookId });
    const sending = [send(world.ada), send(world.ada)];
    await expect.poll(() => received.length).toBe(2);
    await expect(send(world.ada)).rejects.toMatchObject({
      code: "RATE_LIMITED",
      message: "Other messages of yours are still being sent. Wait until they end.",
    });
    sending.push(send(mia), send(max));
    await expect.poll(() => received.length).toBe(4);
    await expect(send(zoe)).rejects.toMatchObject({
      code: "RATE_LIMITED",
      message: "Other messages of this workspace are still being sent. Wait until they end.",
      retryAfterSeconds: 10,
    });
    expect(await db().webhookDelivery.count()).toBe(4);
    held.resolve();
    await Promise.all(sending);
    expect(await send(zoe)).toMatchObject({ state: "delivered" });
  });

  test("is refused while the process sends as many by hand as it may", async () => {
    const places = provide("webhook-places-by-hand", new FairShares({ limit: 4 }));
    for (const owner of ["a", "b", "c", "d"]) places.take({ owner });
    const { id: webhookId } = await makeWebhook(world.acme, HTTPS, ["key.leaked"]);
    const attempt = sendTestMessage(world.callers.ada, { workspace: world.acme.slug, webhookId });
    await expect(attempt).rejects.toMatchObject({ code: "UNAVAILABLE" });
    forget("webhook-places-by-hand");
    expect(await db().webhookDelivery.count()).toBe(0);
  });

  test("is not sent to a disabled webhook", async () => {
    const { id: webhookId } = await makeWebhook(world.acme, HTTPS, ["key.leaked"], { disabledAt: new Date(0) });
    const attempt = sendTestMessage(world.callers.ada, { workspace: world.acme.slug, webhookId });
    await expect(attempt).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await db().webhookDelivery.count()).toBe(0);
  });
});

describe("sending again", () => {
  test("sends a message that was given up under the same id", async () => {
    receiver = await startReceiver();
    const { id: webhookId } = await makeWebhook(world.acme, receiver.url, ["key.created"]);
    const givenUp = { nextAttemptAt: null, attempts: 8, lastFailure: "It did not answer in time." };
    const deliveryId = await makeDelivery(webhookId, undefined, givenUp);
    const sent = await resendMessage(world.callers.ada, { workspace: world.acme.slug, webhookId, deliveryId });
    expect(sent).toMatchObject({ id: deliveryId, state: "delivered", attempts: 1, lastFailure: null });
    expect(receiver.received[0]?.headers["webhook-id"]).toBe(deliveryId);
  });

  test("retries like a new message when it fails", async () => {
    receiver = await startReceiver((response) => response.writeHead(500).end());
    const { id: webhookId } = await makeWebhook(world.acme, receiver.url, ["key.created"]);
    const deliveryId = await makeDelivery(webhookId, undefined, { nextAttemptAt: null, attempts: 8 });
    const sent = await resendMessage(world.callers.ada, { workspace: world.acme.slug, webhookId, deliveryId });
    expect(sent).toMatchObject({ state: "retrying", attempts: 1, nextAttemptAt: expect.any(Date) });
  });

  test("finds no message of another webhook", async () => {
    const { id: webhookId } = await makeWebhook(world.acme, HTTPS, ["key.created"]);
    const { id: other } = await makeWebhook(world.acme, HTTPS, ["key.created"]);
    const input = { workspace: world.acme.slug, webhookId, deliveryId: await makeDelivery(other) };
    await expect(resendMessage(world.callers.ada, input)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
