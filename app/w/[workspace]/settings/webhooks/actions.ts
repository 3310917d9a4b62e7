"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { requireCaller } from "#app/caller";
import { type FormState, formError, parseInput } from "#lib/form";
import type { CreatedWebhook, DeliveryView } from "#lib/webhooks/dto";
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

// Every action is bound to the workspace's slug by the page, all but the first to the webhook as well.

export async function createWebhookAction(
  workspace: string,
  _previous: FormState<CreatedWebhook>,
  formData: FormData,
): Promise<FormState<CreatedWebhook>> {
  const caller = await requireCaller();
  return settle(() => createWebhook(caller, parseInput(createWebhookSchema, { workspace, ...readForm(formData) })));
}

export async function updateWebhookAction(
  workspace: string,
  webhookId: string,
  _previous: FormState,
  formData: FormData,
): Promise<FormState> {
  const caller = await requireCaller();
  return settle(async () => {
    await updateWebhook(caller, parseInput(updateWebhookSchema, { workspace, webhookId, ...readForm(formData) }));
    return null;
  });
}

export async function disableWebhookAction(workspace: string, webhookId: string): Promise<FormState> {
  return setDisabled({ workspace, webhookId, disabled: true });
}

export async function enableWebhookAction(workspace: string, webhookId: string): Promise<FormState> {
  return setDisabled({ workspace, webhookId, disabled: false });
}

export async function removeWebhookAction(workspace: string, webhookId: string): Promise<FormState> {
  const caller = await requireCaller();
  const state = await settle(async () => {
    await removeWebhook(caller, parseInput(webhookSchema, { workspace, webhookId }));
    return null;
  });
  if (state.status === "error") return state;
  redirect(`/w/${encodeURIComponent(workspace)}/settings/webhooks`);
}

export async function rotateWebhookSecretAction(
  workspace: string,
  webhookId: string,
  _previous: FormState<{ secret: string }>,
  formData: FormData,
): Promise<FormState<{ secret: string }>> {
  const caller = await requireCaller();
  const overlap = formData.get("overlap");
  return settle(() =>
    rotateWebhookSecret(caller, parseInput(rotateWebhookSecretSchema, { workspace, webhookId, overlap })),
  );
}

export async function sendTestMessageAction(workspace: string, webhookId: string): Promise<FormState<DeliveryView>> {
  const caller = await requireCaller();
  return settle(() => sendTestMessage(caller, parseInput(webhookSchema, { workspace, webhookId })));
}

export async function resendMessageAction(
  workspace: string,
  webhookId: string,
  _previous: FormState<DeliveryView>,
  formData: FormData,
): Promise<FormState<DeliveryView>> {
  const caller = await requireCaller();
  const deliveryId = formData.get("deliveryId");
  return settle(() => resendMessage(caller, parseInput(deliverySchema, { workspace, webhookId, deliveryId })));
}

function readForm(formData: FormData) {
  return { url: formData.get("url"), events: formData.getAll("events") };
}

async function setDisabled(input: { workspace: string; webhookId: string; disabled: boolean }): Promise<FormState> {
  const caller = await requireCaller();
  return settle(async () => {
    await setWebhookDisabled(caller, parseInput(setWebhookDisabledSchema, input));
    return null;
  });
}

async function settle<Data>(work: () => Promise<Data>): Promise<FormState<Data>> {
  try {
    const data = await work();
    revalidatePath("/w/[workspace]/settings/webhooks", "layout");
    return { status: "done", data };
  } catch (error) {
    return formError(error);
  }
}
