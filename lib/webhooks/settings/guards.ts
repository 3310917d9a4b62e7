import type { Caller } from "#lib/auth/principal";
import type { Transaction } from "#lib/db/client";
import { env } from "#lib/env";
import { AppError, invalidField, notFound } from "#lib/errors";
import { WEBHOOKS_MAX, type WebhookInput } from "#lib/webhooks/settings/schema";
import { authorizeWrite } from "#lib/workspaces/authorize";

export type StoredWebhook = { id: string; workspaceId: string; url: string; events: string[]; disabledAt: Date | null };

/**
 * Checks that the caller may change a webhook. Every change to one webhook calls it.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role, or when the webhook is not of this workspace
 */
export async function requireWebhook(tx: Transaction, caller: Caller, input: WebhookInput): Promise<StoredWebhook> {
  const { id: workspaceId } = await authorizeWrite(tx, caller, input.workspace, "webhooks:manage");
  const row = await tx.webhook.findFirst({
    where: { id: input.webhookId, workspaceId },
    select: { id: true, workspaceId: true, url: true, events: true, disabledAt: true },
  });
  if (!row) throw notFound("webhook");
  return row;
}

/**
 * Checks that a workspace may have one more webhook. It locks the workspace, so webhooks that are added at the same
 * time are counted one after the other.
 * @throws AppError CONFLICT when the workspace has `WEBHOOKS_MAX` or more
 */
export async function requireWebhookLimit(tx: Transaction, workspaceId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM "Workspace" WHERE id = ${workspaceId} FOR NO KEY UPDATE`;
  const count = await tx.webhook.count({ where: { workspaceId } });
  if (count < WEBHOOKS_MAX) return;
  throw new AppError(
    "CONFLICT",
    `This workspace has ${count} webhooks, and ${WEBHOOKS_MAX} is the most it can have. Remove one first.`,
  );
}

/**
 * Checks that a URL begins with https://, because messages name people. http:// is allowed where private addresses are,
 * because such an installation calls receivers in its own network.
 * @throws AppError INVALID_INPUT for http:// where private addresses are not allowed
 */
export function requireEncrypted(url: string): void {
  if (url.startsWith("https:") || env().ALLOW_PRIVATE_UPSTREAMS) return;
  throw invalidField("url", "Begin with https://. Messages name people, so they are sent encrypted.");
}
