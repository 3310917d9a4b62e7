import type { FormState } from "#lib/form";
import type { CreatedWebhook, DeliveryView } from "#lib/webhooks/dto";

export type WebhookAction = (previous: FormState, formData: FormData) => Promise<FormState>;

export type CreateWebhookAction = (
  previous: FormState<CreatedWebhook>,
  formData: FormData,
) => Promise<FormState<CreatedWebhook>>;

/** Answers what came of the attempt. */
export type SendAction = (previous: FormState<DeliveryView>, formData: FormData) => Promise<FormState<DeliveryView>>;

/** What an admin may do with one webhook; bound to it by the page. */
export type WebhookActions = {
  update: WebhookAction;
  disable: WebhookAction;
  enable: WebhookAction;
  remove: WebhookAction;
  sendTest: SendAction;
  resend: SendAction;
};
