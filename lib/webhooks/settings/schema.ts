import { z } from "zod";
import { idSchema } from "#lib/ids";
import { WEBHOOK_EVENTS } from "#lib/outbox/dto";
import { urlProblem } from "#lib/outgoing/url-problem";
import { SECRET_OVERLAPS } from "#lib/webhooks/settings/old-secret";

const URL_MAX = 2_048;
/** The most webhooks of one workspace. */
export const WEBHOOKS_MAX = 20;

const url = z
  .string({ error: "Enter a URL." })
  .trim()
  .min(1, { error: "Enter a URL." })
  .max(URL_MAX, { error: `Use at most ${URL_MAX} characters.` })
  .transform((text, context) => {
    const problem = urlProblem(text, "https://example.com/webhooks", "; the signature says who calls");
    if (!problem) return new URL(text).href;
    context.addIssue({ code: "custom", message: problem });
    return z.NEVER;
  });

const events = z
  .array(z.enum(WEBHOOK_EVENTS, { error: "One of these events does not exist." }))
  .min(1, { error: "Choose at least one event." })
  .transform((chosen) => WEBHOOK_EVENTS.filter((event) => chosen.includes(event)));

const workspace = z.string();
const webhookId = idSchema("whk");

export const createWebhookSchema = z.object({ workspace, url, events });
export type CreateWebhookInput = z.output<typeof createWebhookSchema>;

export const webhookSchema = z.object({ workspace, webhookId });
export type WebhookInput = z.output<typeof webhookSchema>;

export const updateWebhookSchema = webhookSchema.extend({ url, events });
export type UpdateWebhookInput = z.output<typeof updateWebhookSchema>;

export const setWebhookDisabledSchema = webhookSchema.extend({ disabled: z.boolean() });
export type SetWebhookDisabledInput = z.output<typeof setWebhookDisabledSchema>;

export const rotateWebhookSecretSchema = webhookSchema.extend({
  overlap: z.enum(SECRET_OVERLAPS, { error: "Choose how long the old secret works." }),
});
export type RotateWebhookSecretInput = z.output<typeof rotateWebhookSecretSchema>;

export const deliverySchema = webhookSchema.extend({ deliveryId: idSchema("whd") });
export type DeliveryInput = z.output<typeof deliverySchema>;
