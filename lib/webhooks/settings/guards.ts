import type { Caller } from "#lib/auth/principal";
import type { Transaction } from "#lib/db/client";
import { env } from "#lib/env";
import { AppError, invalidField, notFound } from "#lib/errors";
import { WEBHOOKS_MAX, type WebhookInput } from "#lib/webhooks/settings/schema";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

export type StoredWebhook = { id: string; workspaceId: string; url: string; events: string[]; disabledAt: Date | null };

/**
 * The guard of every change to one webhook.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role, or when the webhook is not of this workspace
 */
export async function requireWebhook(tx: Transaction, caller: Caller, input: WebhookInput): Promise<StoredWebhook> {
  const { id: workspaceId } = await authorizeWorkspace(caller, input.workspace, "webhooks:manage", tx);
  const row = await tx.webhook.findFirst({
    where: { id: input.webhookId, workspaceId },
    select: { id: true, workspaceId: true, url: true, events: true, disabledAt: true },
  });
  if (!row) throw notFound("webhook");
  return row;
}

/**
 * Locks the workspace: webhooks added at once count each other only when they come one after the other.
 * @throws AppError CONFLICT when it has as many as it can have
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
 * Messages name people, so they travel encrypted, except within what only insiders reach.
 * @throws AppError INVALID_INPUT for http:// where private addresses may not be called
 */
export function requireEncrypted(url: string): void {
  if (url.startsWith("https:") || env().ALLOW_PRIVATE_UPSTREAMS) return;
  throw invalidField("url", "Begin with https://: messages name people and are not sent in the clear.");
}
