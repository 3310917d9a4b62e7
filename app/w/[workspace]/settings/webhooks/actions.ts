"use server";

import { redirect } from "next/navigation";
import { action } from "#app/action";
import { requireCaller } from "#app/caller";
import { WEBHOOK_PAGES } from "#app/stale-pages";
import { createWebhook, removeWebhook, setWebhookDisabled, updateWebhook } from "#lib/webhooks/settings/operations";
import { resendMessage, sendTestMessage } from "#lib/webhooks/settings/resend";
import { rotateWebhookSecret } from "#lib/webhooks/settings/rotate-secret";
import {
  createWebhookSchema,
  deliverySchema,
  rotateWebhookSecretSchema,
  setWebhookDisabledSchema,
  updateWebhookSchema,
  webhookSchema,
} from "#lib/webhooks/settings/schema";

// The pages bind `workspace` to its slug.

export const createWebhookAction = action({
  caller: requireCaller,
  right: "webhooks:manage",
  bound: ["workspace"],
  read: readWebhookForm,
  schema: createWebhookSchema,
  operation: createWebhook,
  revalidate: WEBHOOK_PAGES,
  answer: (created) => created,
});

export const updateWebhookAction = action({
  caller: requireCaller,
  right: "webhooks:manage",
  bound: ["workspace", "webhookId"],
  read: readWebhookForm,
  schema: updateWebhookSchema,
  operation: updateWebhook,
  revalidate: WEBHOOK_PAGES,
});

export const disableWebhookAction = action({
  caller: requireCaller,
  right: "webhooks:manage",
  bound: ["workspace", "webhookId"],
  read: () => ({ disabled: true }),
  schema: setWebhookDisabledSchema,
  operation: setWebhookDisabled,
  revalidate: WEBHOOK_PAGES,
});

export const enableWebhookAction = action({
  caller: requireCaller,
  right: "webhooks:manage",
  bound: ["workspace", "webhookId"],
  read: () => ({ disabled: false }),
  schema: setWebhookDisabledSchema,
  operation: setWebhookDisabled,
  revalidate: WEBHOOK_PAGES,
});

export const removeWebhookAction = action({
  caller: requireCaller,
  right: "webhooks:manage",
  bound: ["workspace", "webhookId"],
  schema: webhookSchema,
  operation: removeWebhook,
  revalidate: WEBHOOK_PAGES,
  answer: (_, { workspace }) => redirect(`/w/${encodeURIComponent(workspace)}/settings/webhooks`),
});

export const rotateWebhookSecretAction = action({
  caller: requireCaller,
  right: "webhooks:manage",
  bound: ["workspace", "webhookId"],
  schema: rotateWebhookSecretSchema,
  operation: rotateWebhookSecret,
  revalidate: WEBHOOK_PAGES,
  answer: (secret) => secret,
});

export const sendTestMessageAction = action({
  caller: requireCaller,
  right: "webhooks:manage",
  bound: ["workspace", "webhookId"],
  schema: webhookSchema,
  operation: sendTestMessage,
  revalidate: WEBHOOK_PAGES,
  answer: (delivery) => delivery,
});

export const resendMessageAction = action({
  caller: requireCaller,
  right: "webhooks:manage",
  bound: ["workspace", "webhookId"],
  schema: deliverySchema,
  operation: resendMessage,
  revalidate: WEBHOOK_PAGES,
  answer: (delivery) => delivery,
});

function readWebhookForm(form: FormData): object {
  return { url: form.get("url"), events: form.getAll("events") };
}
