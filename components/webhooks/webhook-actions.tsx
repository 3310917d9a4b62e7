import type { FormState } from "#lib/form";
import type { CreatedWebhook, DeliveryView } from "#lib/webhooks/dto";

export type WebhookAction = (previous: FormState, formData: FormData) => Promise<FormState>;

export type CreateWebhookAction = (
  previous: FormState<CreatedWebhook>,
  formData: FormData,
) => Promise<FormState<CreatedWebhook>>;

/** Returns the new secret, the only time that it leaves the server. */
export type RotateSecretAction = (
  previous: FormState<{ secret: string }>,
  formData: FormData,
) => Promise<FormState<{ secret: string }>>;

/** Returns the delivery after the attempt. */
export type SendAction = (previous: FormState<DeliveryView>, formData: FormData) => Promise<FormState<DeliveryView>>;

/** The server actions for one webhook. The page binds them to the webhook. */
export type WebhookActions = {
  update: WebhookAction;
  disable: WebhookAction;
  enable: WebhookAction;
  remove: WebhookAction;
  rotateSecret: RotateSecretAction;
  sendTest: SendAction;
  resend: SendAction;
};
