import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { notFound } from "#lib/errors";
import type { WebhookDetail, WebhookView } from "#lib/webhooks/dto";
import { deliveryView, WEBHOOK_COLUMNS, webhookView } from "#lib/webhooks/settings/view";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/** The most deliveries that are shown. */
const DELIVERIES_SHOWN = 50;

/**
 * Lists the webhooks of a workspace, oldest first.
 * @param workspace its id or slug
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role
 */
export async function listWebhooks(caller: Caller, workspace: string): Promise<WebhookView[]> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "webhooks:manage");
  const rows = await db().webhook.findMany({ where: { workspaceId }, select: WEBHOOK_COLUMNS, orderBy: { id: "asc" } });
  return rows.map((row) => webhookView(row, caller.now));
}

/**
 * Reads one webhook with its last deliveries, newest first.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role, or when the webhook is not of this workspace
 */
export async function getWebhook(caller: Caller, workspace: string, webhookId: string): Promise<WebhookDetail> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "webhooks:manage");
  const row = await db().webhook.findFirst({ where: { id: webhookId, workspaceId }, select: WEBHOOK_COLUMNS });
  if (!row) throw notFound("webhook");
  const deliveries = await db().webhookDelivery.findMany({
    where: { webhookId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: DELIVERIES_SHOWN,
    omit: { webhookId: true },
  });
  return { ...webhookView(row, caller.now), deliveries: deliveries.map(deliveryView) };
}
