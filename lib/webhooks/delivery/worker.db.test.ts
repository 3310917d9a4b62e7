import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { addDays, MINUTE_MS, SECOND_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { env } from "#lib/env";
import { forget } from "#lib/process";
import { claimDue } from "#lib/webhooks/delivery/claim";
import { deliver } from "#lib/webhooks/delivery/deliver";
import { deleteOldDeliveries } from "#lib/webhooks/delivery/retention";
import { ATTEMPTS_MAX } from "#lib/webhooks/delivery/retry";
import { settle } from "#lib/webhooks/delivery/settle";
import { Sender } from "#lib/webhooks/delivery/worker";
import { provideTestEnv, useDatabase } from "#testing/databases/use-database";
import { scaled } from "#testing/machine/slowness";
import { startReceiver, verified, type WebhookReceiver } from "#testing/machine/webhook-receiver";
import { makeDelivery, makeWebhook } from "#testing/operations/webhook-rows";
import { makeUser, makeWorkspace, NOW, type TestWorkspace } from "#testing/people/factories";

useDatabase();

let acme: TestWorkspace;
let now: Date;
const clock = { now: () => now };
const receivers: WebhookReceiver[] = [];

beforeEach(async () => {
  provideTestEnv({ DATABASE_URL: env().DATABASE_URL ?? "", ALLOW_PRIVATE_UPSTREAMS: "true" });
  now = NOW;
  acme = await makeWorkspace("Acme", [[await makeUser("Ada"), "owner"]]);
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

const failing = () => receiver((response) => response.writeHead(500).end());
const delivery = (id: string) => db().webhookDelivery.findUniqueOrThrow({ where: { id } });
const webhook = (id: string) => db().webhook.findUniqueOrThrow({ where: { id } });

/** Sends everything that is due at `now`. */
async function sendAll(): Promise<void> {
  const sender = new Sender(clock);
  await sender.sendDue();
  await sender.finished();
}

test("a message is sent, signed, and said to be delivered", async () => {
  const { url, received } = await receiver();
  const { id: webhookId, secret } = await makeWebhook(acme, url, ["key.created"]);
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

test("two workers at once send each message once", async () => {
  const { url, received } = await receiver();
  const { id: first } = await makeWebhook(acme, url, ["key.created"]);
  const { id: second } = await makeWebhook(acme, url, ["key.created"]);
  const ids = await Promise.all(Array.from({ length: 30 }, (_, n) => makeDelivery(n % 2 ? first : second)));
  await Promise.all([sendAll(), sendAll()]);
  expect(received.map(({ headers }) => headers["webhook-id"]).sort()).toEqual(ids.sort());
});

test("an address that hangs holds up no other", async () => {
  const release = Promise.withResolvers<void>();
  const hanging = await receiver(async (response) => {
    await release.promise;
    response.writeHead(204).end();
  });
  const quick = await receiver();
  const { id: slow } = await makeWebhook(acme, hanging.url, ["key.created"]);
  const { id: fast } = await makeWebhook(acme, quick.url, ["key.created"]);
  for (let n = 0; n < 20; n += 1) await makeDelivery(slow);
  const id = await makeDelivery(fast, new Date(NOW.getTime() + 1));
  now = new Date(NOW.getTime() + 1);
  const sender = new Sender(clock);
  await sender.sendDue();
  await vi.waitFor(async () => expect((await delivery(id)).deliveredAt).not.toBeNull(), { timeout: scaled(5_000) });
  expect(hanging.received.length).toBeLessThanOrEqual(2);
  release.resolve();
  await sender.finished();
  expect(hanging.received).toHaveLength(20);
});

describe("a process that ends between sending and writing it down", () => {
  test("leaves the message to be sent again, under the same id", async () => {
    const { url, received } = await receiver();
    const { id: webhookId } = await makeWebhook(acme, url, ["key.created"]);
    const id = await makeDelivery(webhookId);
    await claimDue(now, []);
    await sendAll();
    expect(received).toEqual([]);
    now = new Date(NOW.getTime() + 2 * MINUTE_MS);
    await sendAll();
    expect(received.map(({ headers }) => headers["webhook-id"])).toEqual([id]);
    expect(await delivery(id)).toMatchObject({ attempts: 2, deliveredAt: now });
  });

  test("changes nothing any more when it turns out to be alive", async () => {
    const { url } = await receiver();
    const { id: webhookId } = await makeWebhook(acme, url, ["key.created"]);
    const id = await makeDelivery(webhookId);
    const late = await claimDue(now, []);
    now = new Date(NOW.getTime() + 2 * MINUTE_MS);
    await sendAll();
    if (!late) throw new Error("Nothing was due.");
    await settle(late, { status: 500, failure: "It answered with an error (HTTP 500).", isGone: false }, now);
    expect(await delivery(id)).toMatchObject({ attempts: 2, deliveredAt: now, lastFailure: null });
  });
});

describe("a message that fails", () => {
  test("is tried again later, and delivered when the address is back", async () => {
    const { url } = await receiver((response, count) => response.writeHead(count === 1 ? 503 : 200).end());
    const { id: webhookId } = await makeWebhook(acme, url, ["key.created"]);
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
    const { id: webhookId } = await makeWebhook(acme, url, ["key.created"]);
    const id = await makeDelivery(webhookId);
    for (let attempt = 0; attempt < ATTEMPTS_MAX + 2; attempt += 1) {
      await sendAll();
      now = addDays(now, 0.5);
    }
    expect(received).toHaveLength(ATTEMPTS_MAX);
    expect(await delivery(id)).toMatchObject({ attempts: ATTEMPTS_MAX, nextAttemptAt: null, deliveredAt: null });
  });

  test("because the secret cannot be opened says so, and sends nothing", async () => {
    const { url, received } = await receiver();
    const { id: webhookId } = await makeWebhook(acme, url, ["key.created"]);
    const id = await makeDelivery(webhookId);
    provideTestEnv({ DATABASE_URL: env().DATABASE_URL ?? "", ALLOW_PRIVATE_UPSTREAMS: "true" });
    await sendAll();
    expect((await delivery(id)).lastFailure).toContain("ENCRYPTION_KEY");
    expect(received).toEqual([]);
  });
});

describe("a webhook is disabled by Latchkey", () => {
  /** A message that is about to be tried for the last time. */
  const lastTry = (webhookId: string, createdAt: Date) =>
    makeDelivery(webhookId, createdAt, { attempts: ATTEMPTS_MAX - 1, lastFailure: "It did not answer in time." });

  test("when the address says that it wants no more, and what waits is given up", async () => {
    const { url } = await receiver((response) => response.writeHead(410).end());
    const { id } = await makeWebhook(acme, url, ["key.created"]);
    await makeDelivery(id);
    const waiting = await makeDelivery(id, addDays(NOW, 1));
    await sendAll();
    expect(await webhook(id)).toMatchObject({ disabledAt: NOW, disabledReason: "gone" });
    expect(await delivery(waiting)).toMatchObject({ nextAttemptAt: null, deliveredAt: null });
    const event = await db().auditEvent.findFirstOrThrow();
    expect(event).toMatchObject({ action: "webhook.updated", actorKind: "system", workspaceId: acme.id, targetId: id });
  });

  test("after three days in which everything failed", async () => {
    const { url } = await failing();
    const { id } = await makeWebhook(acme, url, ["key.created"]);
    await lastTry(id, NOW);
    now = addDays(NOW, 3);
    await sendAll();
    expect(await webhook(id)).toMatchObject({ disabledAt: now, disabledReason: "failing" });
  });

  test("but not before, nor while it takes some, nor for what was before it was changed", async () => {
    const { url } = await failing();
    const [{ id: young }, { id: mixed }, { id: changed }] = await Promise.all([
      makeWebhook(acme, url, ["key.created"]),
      makeWebhook(acme, url, ["key.created"]),
      makeWebhook(acme, url, ["key.created"], { updatedAt: addDays(NOW, 2) }),
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

test("nothing is sent to a webhook that is disabled", async () => {
  const { url, received } = await receiver();
  const { id } = await makeWebhook(acme, url, ["key.created"], { disabledAt: NOW });
  await makeDelivery(id);
  await sendAll();
  expect(received).toEqual([]);
});

test("a sender that was stopped begins nothing further", async () => {
  const { url, received } = await receiver();
  const { id } = await makeWebhook(acme, url, ["key.created"]);
  await makeDelivery(id);
  const sender = new Sender(clock);
  sender.stop();
  await sender.sendDue();
  await sender.finished();
  expect(received).toEqual([]);
});

test("what was claimed is sent whatever is claimed besides", async () => {
  const { url, received } = await receiver();
  const { id } = await makeWebhook(acme, url, ["key.created"]);
  await makeDelivery(id);
  const claimed = await claimDue(now, []);
  if (!claimed) throw new Error("Nothing was due.");
  expect(await claimDue(now, [])).toBeUndefined();
  await deliver(claimed, clock);
  expect(received).toHaveLength(1);
});

test("deliveries are kept for thirty days", async () => {
  const { id } = await makeWebhook(acme, "https://hooks.example.com", ["key.created"]);
  await makeDelivery(id, NOW);
  const kept = await makeDelivery(id, addDays(NOW, 1));
  expect(await deleteOldDeliveries(addDays(NOW, 30.5))).toBe(1);
  expect(await db().webhookDelivery.findMany({ select: { id: true } })).toEqual([{ id: kept }]);
});
