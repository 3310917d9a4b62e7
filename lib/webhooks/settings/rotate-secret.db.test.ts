import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { HOUR_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { env } from "#lib/env";
import { forget } from "#lib/process";
import { deleteOldSecrets } from "#lib/webhooks/delivery/retention";
import { Sender } from "#lib/webhooks/delivery/worker";
import type { SecretOverlap } from "#lib/webhooks/settings/old-secret";
import { getWebhook } from "#lib/webhooks/settings/queries";
import { rotateWebhookSecret } from "#lib/webhooks/settings/rotate-secret";
import { provideTestEnv } from "#testing/databases/use-database";
import { startReceiver, verified, type WebhookReceiver } from "#testing/machine/webhook-receiver";
import { makeDelivery, makeWebhook } from "#testing/operations/webhook-rows";
import { callerOf, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner" } });

const later = (ms: number) => new Date(NOW.getTime() + ms);
const DAY_MS = 24 * HOUR_MS;

let receiver: WebhookReceiver;
let webhookId: string;
let first: string;

beforeEach(async () => {
  provideTestEnv({ DATABASE_URL: env().DATABASE_URL ?? "", ALLOW_PRIVATE_UPSTREAMS: "true" });
  receiver = await startReceiver();
  ({ id: webhookId, secret: first } = await makeWebhook(world.acme, receiver.url, ["key.created"]));
});

afterEach(async () => {
  vi.useRealTimers();
  forget("webhook-dispatcher");
  await receiver.stop();
});

async function rotate(overlap: SecretOverlap, at = NOW): Promise<string> {
  const { secret } = await rotateWebhookSecret(callerOf(world.ada, at), {
    workspace: world.acme.slug,
    webhookId,
    overlap,
  });
  return secret;
}

/** The secrets with which a receiver accepts a message that is sent at `at`. */
async function accepting(secrets: readonly string[], at: Date): Promise<boolean[]> {
  const id = await makeDelivery(webhookId, at);
  const sender = new Sender({ now: () => at });
  await sender.sendDue();
  await sender.finished();
  const message = receiver.received.find(({ headers }) => headers["webhook-id"] === id);
  if (!message) throw new Error("Nothing arrived.");
  vi.useFakeTimers({ now: at, toFake: ["Date"] });
  const answers = secrets.map((secret) => {
    try {
      verified(message, secret);
      return true;
    } catch {
      return false;
    }
  });
  vi.useRealTimers();
  return answers;
}

const view = (at: Date) => getWebhook(callerOf(world.ada, at), world.acme.slug, webhookId);

describe("rotating a secret", () => {
  test("without overlap leaves only the new one", async () => {
    const second = await rotate("none");
    expect(second).not.toBe(first);
    expect(await accepting([first, second], later(1))).toEqual([false, true]);
    expect((await view(NOW)).oldSecretUntil).toBeNull();
  });

  test("with an overlap of 24 hours lets a receiver verify with both secrets until exactly then", async () => {
    const second = await rotate("24_hours");
    expect((await view(NOW)).oldSecretUntil).toEqual(later(DAY_MS));
    expect(await accepting([first, second], later(1))).toEqual([true, true]);
    expect(await accepting([first, second], later(DAY_MS - 1))).toEqual([true, true]);
    expect(await accepting([first, second], later(DAY_MS))).toEqual([false, true]);
    expect((await view(later(DAY_MS))).oldSecretUntil).toBeNull();
  });

  test("twice keeps only the last old secret", async () => {
    const second = await rotate("24_hours");
    const third = await rotate("24_hours", later(HOUR_MS));
    expect(await accepting([first, second, third], later(2 * HOUR_MS))).toEqual([false, true, true]);
    await rotate("none", later(3 * HOUR_MS));
    expect(await accepting([first, second, third], later(4 * HOUR_MS))).toEqual([false, false, false]);
  });
});

test("keeps the last two secrets after rotations at the same time", async () => {
  const secrets = await Promise.all([rotate("24_hours"), rotate("24_hours"), rotate("24_hours")]);
  const accepted = await accepting([first, ...secrets], later(1));
  expect(accepted[0]).toBe(false);
  expect(accepted.filter(Boolean)).toHaveLength(2);
});

test("deletes the old secret once it has ended", async () => {
  await rotate("24_hours");
  expect(await deleteOldSecrets(later(DAY_MS - 1))).toBe(0);
  expect(await deleteOldSecrets(later(DAY_MS))).toBe(1);
  expect(await db().webhook.findUnique({ where: { id: webhookId } })).toMatchObject({
    encryptedOldSecret: null,
    oldSecretUntil: null,
  });
});

test("records no secret, and no view shows one again", async () => {
  const second = await rotate("24_hours");
  const [event] = await db().auditEvent.findMany({ where: { action: "webhook.secret_rotated" } });
  expect(event).toMatchObject({
    workspaceId: world.acme.id,
    actorId: world.ada.id,
    targetId: webhookId,
    details: { oldSecretUntil: later(DAY_MS).toISOString() },
  });
  const shown = JSON.stringify([event, await view(NOW)]);
  for (const secret of [first, second]) expect(shown).not.toContain(secret);
  const row = await db().webhook.findUniqueOrThrow({ where: { id: webhookId } });
  for (const secret of [first, second]) expect(JSON.stringify(row)).not.toContain(secret);
});
