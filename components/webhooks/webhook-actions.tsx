import type { FormState } from "#lib/form";
import type { CreatedWebhook, DeliveryView } from "#lib/webhooks/dto";

export type WebhookAction = (previous: FormState, formData: FormData) => Promise<FormState>;

export type CreateWebhookAction = (
  previous: FormState<CreatedWebhook>,
  formData: FormData,
) => Promise<FormState<CreatedWebhook>>;

/** Answers the new secret, the only time that it is seen. */
export type RotateSecretAction = (
  previous: FormState<{ secret: string }>,
  formData: FormData,
) => Promise<FormState<{ secret: string }>>;

/** Answers what came of the attempt. */
export type SendAction = (previous: FormState<DeliveryView>, formData: FormData) => Promise<FormState<DeliveryView>>;

/** What an admin may do with one webhook; bound to it by the page. */
export type WebhookActions = {
  update: WebhookAction;
  disable: WebhookAction;
  enable: WebhookAction;
  remove: WebhookAction;
  rotateSecret: RotateSecretAction;
  sendTest: SendAction;
  resend: SendAction;
};
