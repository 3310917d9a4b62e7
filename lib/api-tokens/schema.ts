import { z } from "zod";
import { TOKEN_DAYS_DEFAULT, TOKEN_DAYS_MAX, TOKEN_NAME_MAX } from "#lib/api-tokens/limits";
import { API_SCOPES } from "#lib/auth/api-scopes";
import { changePasswordSchema, proofPasswordSchema } from "#lib/auth/schema";
import { idSchema } from "#lib/ids";
import { nameSchema } from "#lib/text/name-schema";

const DAYS_WANTED = { error: `Enter a number of days from 1 to ${TOKEN_DAYS_MAX}.` };

export const createApiTokenSchema = z.object({
  name: nameSchema({ max: TOKEN_NAME_MAX, missing: "Name the token after what uses it." }),
  scopes: z
    .array(z.enum(API_SCOPES))
    .min(1, { error: "Choose what the token may do." })
    .transform((scopes) => API_SCOPES.filter((scope) => scopes.includes(scope))),
  expiresInDays: z
    .number(DAYS_WANTED)
    .int(DAYS_WANTED)
    .min(1, DAYS_WANTED)
    .max(TOKEN_DAYS_MAX, DAYS_WANTED)
    .default(TOKEN_DAYS_DEFAULT),
  /** Required when the last sign-in is more than an hour ago. */
  password: proofPasswordSchema,
});
export type CreateApiTokenInput = z.output<typeof createApiTokenSchema>;

/** A browser sends a checked box as "on", and an unchecked box not at all. */
const checked = z
  .literal("on")
  .optional()
  .transform((value) => value === "on");

export const changePasswordAndCredentialsSchema = changePasswordSchema.extend({
  endApiTokens: checked,
  revokeKeys: checked,
});
export type ChangePasswordAndCredentialsInput = z.output<typeof changePasswordAndCredentialsSchema>;

export const revokeApiTokenSchema = z.object({ apiTokenId: idSchema("pat") });
export type RevokeApiTokenInput = z.output<typeof revokeApiTokenSchema>;
