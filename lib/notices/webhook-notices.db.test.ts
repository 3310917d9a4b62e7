import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addDays, HOUR_MS, MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { env } from "#lib/env";
import { mailNotices } from "#lib/notices/mail";
import { markNoticesRead } from "#lib/notices/operations";
import { listNotices } from "#lib/notices/queries";
import { forget } from "#lib/process";
import { disableFailing, disableGone } from "#lib/webhooks/disable";
import { removeWebhook, setWebhookDisabled } from "#lib/webhooks/settings/operations";
import { provideTestEnv } from "#testing/databases/use-database";
import { type MailServer, startMailServer } from "#testing/machine/mail-server";
import { makeDelivery, makeWebhook } from "#testing/operations/webhook-rows";
import { callerOf, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({
  acme: { ada: "owner", lin: "admin", bob: "member", gone: "admin" },
  labs: { eve: "owner" },
});

let server: MailServer;
let webhookId: string;

beforeEach(async () => {
  server = await startMailServer();
  provideTestEnv({
    DATABASE_URL: env().DATABASE_URL ?? "",
    SMTP_URL: server.url,
    PUBLIC_URL: "https://keys.example.com",
  });
  await db().user.update({ where: { id: world.gone.id }, data: { disabledAt: NOW } });
  ({ id: webhookId } = await makeWebhook(world.acme, "https://hooks.example.com/s3cret?key=1", ["key.created"]));
});

afterEach(async () => {
  forget("mail-transport");
  await server.stop();
});

const subject = () => ({ webhookId, workspaceId: world.acme.id });
const notices = () => db().notice.findMany({ orderBy: { userId: "asc" } });
const enable = () => setWebhookDisabled(world.callers.ada, { workspace: world.acme.slug, webhookId, disabled: false });

describe("a webhook that Latchkey disabled", () => {
  test("causes a notice for the owners and admins, and for nobody else", async () => {
    await disableGone(subject(), NOW);
    expect((await notices()).map(({ userId, kind }) => [userId, kind])).toEqual(
      [world.ada.id, world.lin.id].sort().map((id) => [id, "webhook.disabled"]),
    );
    for (const admin of [world.ada, world.lin]) {
      expect(await listNotices(callerOf(admin))).toMatchObject([
        {
          kind: "webhook.disabled",
          isRead: false,
          at: NOW,
          webhook: { id: webhookId, host: "hooks.example.com", reason: "gone" },
          workspace: { name: "Acme", slug: world.acme.slug },
        },
      ]);
    }
    expect(JSON.stringify(await listNotices(world.callers.ada))).not.toContain("s3cret");
  });

  test("causes one notice for each person after days of failures, also when many messages fail", async () => {
    await makeDelivery(webhookId, NOW, { lastFailure: "It did not answer in time.", nextAttemptAt: null });
    const at = addDays(NOW, 3);
    await Promise.all([disableFailing(subject(), at), disableFailing(subject(), at), disableFailing(subject(), at)]);
    expect(await notices()).toHaveLength(2);
    expect(await listNotices(callerOf(world.lin, at))).toMatchObject([{ webhook: { reason: "failing" } }]);
  });

  test("shows and mails nothing to somebody who is no longer an admin", async () => {
    await disableGone(subject(), NOW);
    await db().membership.updateMany({ where: { userId: world.lin.id }, data: { role: "member" } });
    expect(await listNotices(world.callers.lin)).toEqual([]);
    expect(await mailNotices(NOW)).toBe(1);
    expect(server.received[0]).toContain(`To: ${world.ada.email}`);
  });

  test("has no notice after it is enabled or removed, and a new one when it is disabled again", async () => {
    await disableGone(subject(), NOW);
    const [shown] = await listNotices(world.callers.ada);
    await markNoticesRead(world.callers.ada, { noticeIds: [shown?.id ?? ""] });
    await enable();
    expect(await listNotices(world.callers.ada)).toEqual([]);
    expect(await mailNotices(NOW)).toBe(0);
    const again = new Date(NOW.getTime() + HOUR_MS);
    await disableGone(subject(), again);
    expect(await listNotices(callerOf(world.ada, again))).toMatchObject([{ isRead: false, at: again }]);
    await removeWebhook(world.callers.ada, { workspace: world.acme.slug, webhookId });
    expect(await notices()).toEqual([]);
  });
});

test("makes no notice when an admin disables the webhook", async () => {
  await setWebhookDisabled(world.callers.ada, { workspace: world.acme.slug, webhookId, disabled: true });
  expect(await notices()).toEqual([]);
});

test("mails each notice once, with the host, the reason and a link, and no other part of the URL", async () => {
  await disableGone(subject(), NOW);
  expect(await mailNotices(NOW)).toBe(2);
  expect(await mailNotices(new Date(NOW.getTime() + MINUTE_MS))).toBe(0);
  expect(server.received).toHaveLength(2);
  for (const mail of server.received) {
    expect(mail).toContain("Latchkey disabled the webhook to “hooks·example·com” of “Acme”");
    expect(mail).toContain("its receiver answered that it accepts no more messages (HTTP 410)");
    expect(mail).toContain(`https://keys.example.com/w/${world.acme.slug}/settings/webhooks/${webhookId}`);
    expect(mail).not.toContain("s3cret");
  }
});
