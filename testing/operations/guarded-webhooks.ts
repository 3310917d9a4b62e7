import type { Caller } from "#lib/auth/principal";
import { createWebhook, removeWebhook, setWebhookDisabled, updateWebhook } from "#lib/webhooks/settings/operations";
import { getWebhook, listWebhooks } from "#lib/webhooks/settings/queries";
import { resendMessage, sendTestMessage } from "#lib/webhooks/settings/resend";
import { rotateWebhookSecret } from "#lib/webhooks/settings/rotate-secret";

type Targets = { workspace: string; webhookId: string; deliveryId: string };
type AdminOperation = { name: string; least: "admin"; run: (caller: Caller, targets: Targets) => Promise<unknown> };

/** Nothing listens at this address. */
const DEAD_URL = "http://127.0.0.1:9/webhook";

export const WORKSPACE_WEBHOOK_OPERATIONS: AdminOperation[] = [
  { name: "listWebhooks", least: "admin", run: (caller, { workspace }) => listWebhooks(caller, workspace) },
  {
    name: "createWebhook",
    least: "admin",
    run: (caller, { workspace }) => createWebhook(caller, { workspace, url: DEAD_URL, events: ["key.created"] }),
  },
];

export const WEBHOOK_OPERATIONS: AdminOperation[] = [
  {
    name: "getWebhook",
    least: "admin",
    run: (caller, { workspace, webhookId }) => getWebhook(caller, workspace, webhookId),
  },
  {
    name: "updateWebhook",
    least: "admin",
    run: (caller, { workspace, webhookId }) =>
      updateWebhook(caller, { workspace, webhookId, url: DEAD_URL, events: ["key.leaked"] }),
  },
  {
    name: "setWebhookDisabled",
    least: "admin",
    run: (caller, { workspace, webhookId }) => setWebhookDisabled(caller, { workspace, webhookId, disabled: true }),
  },
  {
    name: "rotateWebhookSecret",
    least: "admin",
    run: (caller, { workspace, webhookId }) =>
      rotateWebhookSecret(caller, { workspace, webhookId, overlap: "24_hours" }),
  },
  {
    name: "removeWebhook",
    least: "admin",
    run: (caller, { workspace, webhookId }) => removeWebhook(caller, { workspace, webhookId }),
  },
  {
    name: "sendTestMessage",
    least: "admin",
    run: (caller, { workspace, webhookId }) => sendTestMessage(caller, { workspace, webhookId }),
  },
  {
    name: "resendMessage",
    least: "admin",
    run: (caller, { workspace, webhookId, deliveryId }) => resendMessage(caller, { workspace, webhookId, deliveryId }),
  },
];
