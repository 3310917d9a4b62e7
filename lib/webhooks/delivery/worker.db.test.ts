import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { addDays, MINUTE_MS, SECOND_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { env } from "#lib/env";
import { forget } from "#lib/process";
import { claimDue } from "#lib/webhooks/delivery/claim";
import { deliver } from "#lib/webhooks/delivery/deliver";
import { recordDeliveryResult } from "#lib/webhooks/delivery/record-delivery-result";
import { deleteOldDeliveries } from "#lib/webhooks/delivery/retention";
import { ATTEMPTS_MAX } from "#lib/webhooks/delivery/retry";
import { Sender } from "#lib/webhooks/delivery/worker";
import { provideTestEnv } from "#testing/databases/use-database";
import { EVENTUALLY } from "#testing/machine/slowness";
import { startReceiver, verified, type WebhookReceiver } from "#testing/machine/webhook-receiver";
import { makeDelivery, makeWebhook } from "#testing/operations/webhook-rows";
import { makeUser, makeWorkspace, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner" } });

let now: Date;
const clock = { now: () => now };
const receivers: WebhookReceiver[] = [];

beforeEach(async () => {
  provideTestEnv({ DATABASE_URL: env().DATABASE_URL ?? "", ALLOW_PRIVATE_UPSTREAMS: "true" });
  now = NOW;
});

afterEach(async () => {
  vi.useRealTimers();
  forget("webhook-dispatcher");
  await Promise.all(receivers.splice(0).map(({ stop }) => stop()));
});

async function receiver(...answer: Parameters<typeof startReceiver>): Promise<WebhookReceiver> {
  const started = await startReceiver(...answer);
  receivers.push(started);
  return started;
}

const NOBODY = { webhooks: [], workspaces: [] };
const failing = () => receiver((response) => response.writeHead(500).end());
const delivery = (id: string) => db().webhookDelivery.findUniqueOrThrow({ where: { id } });
const webhook = (id: string) => db().webhook.findUniqueOrThrow({ where: { id } });

/** Sends all messages that are due at `now`. */
async function sendAll(): Promise<void> {
  const sender = new Sender(clock);
  await sender.sendDue();
  await sender.finished();
}

test("sends a message, signed, and records it as delivered", async () => {
  const { url, received } = await receiver();
  const { id: webhookId, secret } = await makeWebhook(world.acme, url, ["key.created"]);
  const id = await makeDelivery(webhookId);
  await sendAll();
  expect(await delivery(id)).toMatchObject({
    attempts: 1,
    deliveredAt: NOW,
    nextAttemptAt: null,
    lastStatus: 204,
    lastFailure: null,
  });
  expect(received).toHaveLength(1);
  vi.useFakeTimers({ now: NOW });
  expect(received[0] && verified(received[0], secret)).toMatchObject({ type: "key.created" });
  expect(received[0]?.headers["webhook-id"]).toBe(id);
});

test("sends each message once with two workers at the same time", async () => {
  const { url, received } = await receiver();
  const { id: first } = await makeWebhook(world.acme, url, ["key.created"]);
  const { id: second } = await makeWebhook(world.acme, url, ["key.created"]);
  const ids = await Promise.all(Array.from({ length: 30 }, (_, n) => makeDelivery(n % 2 ? first : second)));
  await Promise.all([sendAll(), sendAll()]);
  expect(received.map(({ headers }) => headers["webhook-id"]).sort()).toEqual(ids.sort());
});

test("delays no other webhook when one address hangs", async () => {
  const release = Promise.withResolvers<void>();
  const hanging = await receiver(async (response) => {
    await release.promise;
    response.writeHead(204).end();
  });
  const quick = await receiver();
  const { id: slow } = await makeWebhook(world.acme, hanging.url, ["key.created"]);
  const { id: fast } = await makeWebhook(world.acme, quick.url, ["key.created"]);
  for (let n = 0; n < 20; n += 1) await makeDelivery(slow);
  const id = await makeDelivery(fast, new Date(NOW.getTime() + 1));
  now = new Date(NOW.getTime() + 1);
  const sender = new Sender(clock);
  await sender.sendDue();
  await vi.waitFor(async () => expect((await delivery(id)).deliveredAt).not.toBeNull(), EVENTUALLY);
  expect(hanging.received.length).toBeLessThanOrEqual(2);
  release.resolve();
  await sender.finished();
  expect(hanging.received).toHaveLength(20);
});

test("delays no other workspace when twenty webhooks of one workspace hang", async () => {
  const release = Promise.withResolvers<void>();
  const hanging = await receiver(async (response) => {
    await release.promise;
    response.writeHead(204).end();
  });
  const quick = await receiver();
  for (let n = 0; n < 20; n += 1) {
    const { id: slow } = await makeWebhook(world.acme, hanging.url, ["key.created"]);
    for (let sent = 0; sent < 2; sent += 1) await makeDelivery(slow);
  }
  const other = await makeWorkspace("Other", [[await makeUser("Mia"), "owner"]]);
  const { id: fast } = await makeWebhook(other, quick.url, ["key.created"]);
  now = new Date(NOW.getTime() + 1);
  const ids = await Promise.all(Array.from({ length: 10 }, () => makeDelivery(fast, now)));
  const sender = new Sender(clock);
  await sender.sendDue();
  await vi.waitFor(async () => {
    for (const id of ids) expect((await delivery(id)).deliveredAt).not.toBeNull();
  }, EVENTUALLY);
  expect(hanging.received.length).toBeLessThanOrEqual(12);
  release.resolve();
  await sender.finished();
  expect(hanging.received).toHaveLength(40);
});

describe("a process that ends between sending a message and recording the result", () => {
  test("leaves the message for another process, which sends it under the same id", async () => {
    const { url, received } = await receiver();
    const { id: webhookId } = await makeWebhook(world.acme, url, ["key.created"]);
    const id = await makeDelivery(webhookId);
    await claimDue(now, NOBODY);
    await sendAll();
    expect(received).toEqual([]);
    now = new Date(NOW.getTime() + 2 * MINUTE_MS);
    await sendAll();
    expect(received.map(({ headers }) => headers["webhook-id"])).toEqual([id]);
    expect(await delivery(id)).toMatchObject({ attempts: 2, deliveredAt: now });
  });

  test("changes nothing when it goes on later", async () => {
    const { url } = await receiver();
    const { id: webhookId } = await makeWebhook(world.acme, url, ["key.created"]);
    const id = await makeDelivery(webhookId);
    const late = await claimDue(now, NOBODY);
    now = new Date(NOW.getTime() + 2 * MINUTE_MS);
    await sendAll();
    if (!late) throw new Error("Nothing was due.");
    await recordDeliveryResult(
      late,
      { status: 500, failure: "It answered with an error (HTTP 500).", isGone: false },
      now,
    );
    expect(await delivery(id)).toMatchObject({ attempts: 2, deliveredAt: now, lastFailure: null });
  });
});

describe("a message that fails", () => {
  test("is retried later, and delivered when the address is back", async () => {
    const { url } = await receiver((response, count) => response.writeHead(count === 1 ? 503 : 200).end());
    const { id: webhookId } = await makeWebhook(world.acme, url, ["key.created"]);
    const id = await makeDelivery(webhookId);
    await sendAll();
    const failed = await delivery(id);
    expect(failed).toMatchObject({ lastStatus: 503, lastFailure: "It answered with an error (HTTP 503)." });
    const waitMs = (failed.nextAttemptAt?.getTime() ?? 0) - NOW.getTime();
    expect(waitMs).toBeGreaterThanOrEqual(4 * SECOND_MS);
    expect(waitMs).toBeLessThanOrEqual(6 * SECOND_MS);
    now = new Date(NOW.getTime() + 6 * SECOND_MS);
    await sendAll();
    expect(await delivery(id)).toMatchObject({ attempts: 2, deliveredAt: now, lastFailure: null, lastStatus: 200 });
  });

  test("is given up after the last attempt", async () => {
    const { url, received } = await failing();
    const { id: webhookId } = await makeWebhook(world.acme, url, ["key.created"]);
    const id = await makeDelivery(webhookId);
    for (let attempt = 0; attempt < ATTEMPTS_MAX + 2; attempt += 1) {
      await sendAll();
      now = addDays(now, 0.5);
    }
    expect(received).toHaveLength(ATTEMPTS_MAX);
    expect(await delivery(id)).toMatchObject({ attempts: ATTEMPTS_MAX, nextAttemptAt: null, deliveredAt: null });
  });

  test("because its secret cannot be decrypted is not sent, and says so", async () => {
    const { url, received } = await receiver();
    const { id: webhookId } = await makeWebhook(world.acme, url, ["key.created"]);
    const id = await makeDelivery(webhookId);
    provideTestEnv({ DATABASE_URL: env().DATABASE_URL ?? "", ALLOW_PRIVATE_UPSTREAMS: "true" });
    await sendAll();
    expect((await delivery(id)).lastFailure).toContain("ENCRYPTION_KEY");
    expect(received).toEqual([]);
  });
});

describe("a webhook is disabled by Latchkey", () => {
  /** A message before its last attempt. */
  const lastTry = (webhookId: string, createdAt: Date) =>
    makeDelivery(webhookId, createdAt, { attempts: ATTEMPTS_MAX - 1, lastFailure: "It did not answer in time." });

  test("when its address answers 410, and its waiting messages are given up", async () => {
    const { url } = await receiver((response) => response.writeHead(410).end());
    const { id } = await makeWebhook(world.acme, url, ["key.created"]);
    await makeDelivery(id);
    const waiting = await makeDelivery(id, addDays(NOW, 1));
    await sendAll();
    expect(await webhook(id)).toMatchObject({ disabledAt: NOW, disabledReason: "gone" });
    expect(await delivery(waiting)).toMatchObject({ nextAttemptAt: null, deliveredAt: null });
    const event = await db().auditEvent.findFirstOrThrow();
    expect(event).toMatchObject({
      action: "webhook.updated",
      actorKind: "system",
      workspaceId: world.acme.id,
      targetId: id,
    });
  });

  test("after three days in which all messages failed", async () => {
    const { url } = await failing();
    const { id } = await makeWebhook(world.acme, url, ["key.created"]);
    await lastTry(id, NOW);
    now = addDays(NOW, 3);
    await sendAll();
    expect(await webhook(id)).toMatchObject({ disabledAt: now, disabledReason: "failing" });
  });

  test("but not earlier, not while it accepts some messages, and not for failures before its last change", async () => {
    const { url } = await failing();
    const [{ id: young }, { id: mixed }, { id: changed }] = await Promise.all([
      makeWebhook(world.acme, url, ["key.created"]),
      makeWebhook(world.acme, url, ["key.created"]),
      makeWebhook(world.acme, url, ["key.created"], { updatedAt: addDays(NOW, 2) }),
    ]);
    now = addDays(NOW, 3);
    await lastTry(young, new Date(NOW.getTime() + MINUTE_MS));
    await lastTry(mixed, NOW);
    await makeDelivery(mixed, NOW, { deliveredAt: addDays(NOW, 1), nextAttemptAt: null });
    await lastTry(changed, NOW);
    await sendAll();
    for (const id of [young, mixed, changed]) expect((await webhook(id)).disabledAt).toBeNull();
  });
});

test("sends nothing to a disabled webhook", async () => {
  const { url, received } = await receiver();
  const { id } = await makeWebhook(world.acme, url, ["key.created"], { disabledAt: NOW });
  await makeDelivery(id);
  await sendAll();
  expect(received).toEqual([]);
});

test("starts no further message after it was stopped", async () => {
  const { url, received } = await receiver();
  const { id } = await makeWebhook(world.acme, url, ["key.created"]);
  await makeDelivery(id);
  const sender = new Sender(clock);
  sender.stop();
  await sender.sendDue();
  await sender.finished();
  expect(received).toEqual([]);
});

test("sends a claimed message also when the next claim fails", async () => {
  const { url, received } = await receiver();
  const { id } = await makeWebhook(world.acme, url, ["key.created"]);
  await makeDelivery(id);
  const claimed = await claimDue(now, NOBODY);
  if (!claimed) throw new Error("Nothing was due.");
  expect(await claimDue(now, NOBODY)).toBeUndefined();
  await deliver(claimed, clock);
  expect(received).toHaveLength(1);
});

test("keeps deliveries for thirty days", async () => {
  const { id } = await makeWebhook(world.acme, "https://hooks.example.com", ["key.created"]);
  await makeDelivery(id, NOW);
  const kept = await makeDelivery(id, addDays(NOW, 1));
  expect(await deleteOldDeliveries(addDays(NOW, 30.5))).toBe(1);
  expect(await db().webhookDelivery.findMany({ select: { id: true } })).toEqual([{ id: kept }]);
});
