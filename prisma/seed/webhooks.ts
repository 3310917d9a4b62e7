import { systemClock } from "#lib/clock";
import { claimDue } from "#lib/webhooks/delivery/claim";
import { deliver } from "#lib/webhooks/delivery/deliver";
import { createWebhook, setWebhookDisabled } from "#lib/webhooks/settings/operations";
import { at, type People } from "#prisma/seed/people";
import { startHttpServer } from "#testing/servers/mcp-servers";

const PORTS = { fine: 3911, failing: 3912 };
const url = (port: number, path: string) => `http://127.0.0.1:${port}/${path}`;

/** Makes a webhook that works, one that fails and one that is disabled, and delivers what happens during `work`. */
export async function seedWebhooks({ owner, workspace }: People, work: () => Promise<void>): Promise<void> {
  const inWorkspace = { workspace: workspace.slug };
  await createWebhook(at(owner, -90), {
    ...inWorkspace,
    url: url(PORTS.fine, "hooks/audit"),
    events: ["key.created", "key.revoked"],
  });
  await createWebhook(at(owner, -90), {
    ...inWorkspace,
    url: url(PORTS.failing, "hooks"),
    events: ["key.rotated", "key.detached"],
  });
  const { webhook } = await createWebhook(at(owner, -90), {
    ...inWorkspace,
    url: url(PORTS.fine, "old"),
    events: ["member.removed"],
  });
  await setWebhookDisabled(at(owner, -10), { ...inWorkspace, webhookId: webhook.id, disabled: true });
  const fine = await startHttpServer((_request, response) => response.writeHead(204).end(), PORTS.fine);
  const failing = await startHttpServer((_request, response) => response.writeHead(500).end(), PORTS.failing);
  try {
    await work();
    await deliverAll();
  } finally {
    await Promise.all([fine.stop(), failing.stop()]);
  }
}

const NOBODY = { webhooks: [], workspaces: [] };

async function deliverAll(): Promise<void> {
  let delivery = await claimDue(systemClock.now(), NOBODY);
  while (delivery) {
    await deliver(delivery, systemClock);
    delivery = await claimDue(systemClock.now(), NOBODY);
  }
}
