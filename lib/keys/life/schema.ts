import { z } from "zod";
import { proofPasswordSchema } from "#lib/auth/schema";
import { idSchema } from "#lib/ids";
import { OVERLAPS } from "#lib/keys/life/rotation";
import { DETACHED_AT_ONCE_MAX, REASON_MAX } from "#lib/keys/settings/limits";
import { expiresInDays } from "#lib/keys/settings/schema";
import { nameSchema } from "#lib/text/name-schema";

const reason = nameSchema({ max: REASON_MAX })
  .transform((text) => text || null)
  .nullish()
  .transform((text) => text ?? null);

export const revokeKeySchema = z.object({
  keyId: idSchema("key"),
  reason,
  /** The name of the key. It is needed when the key was used in the last hour. */
  confirmation: z
    .string()
    .nullish()
    .transform((text) => text ?? null),
});
export type RevokeKeyInput = z.output<typeof revokeKeySchema>;

export const revokeServiceKeySchema = revokeKeySchema.extend({ workspace: z.string() });
export type RevokeServiceKeyInput = z.output<typeof revokeServiceKeySchema>;

export const rotateKeySchema = z.object({
  keyId: idSchema("key"),
  overlap: z
    .enum(OVERLAPS, { error: "Choose how long the old token works." })
    .meta({ description: "How long the old token works on.", example: "24_hours" }),
  expiresInDays: z
    .union([z.literal("same"), expiresInDays])
    .default("same")
    .meta({ description: "`same` for the lifetime that the old one had; null for a key that never expires." }),
  /** Needed when the last sign-in is more than an hour ago and the new key is more than an ordinary one. */
  password: proofPasswordSchema,
});
export type RotateKeyInput = z.output<typeof rotateKeySchema>;

export const rotateServiceKeySchema = rotateKeySchema.extend({ workspace: z.string() });
export type RotateServiceKeyInput = z.output<typeof rotateServiceKeySchema>;

export const detachKeySchema = z.object({ workspace: z.string(), keyId: idSchema("key"), reason });
export type DetachKeyInput = z.output<typeof detachKeySchema>;

export const detachKeysSchema = z.object({
  workspace: z.string(),
  keyIds: z
    .array(idSchema("key"))
    .min(1, { error: "Select at least one key." })
    .max(DETACHED_AT_ONCE_MAX, { error: `Select at most ${DETACHED_AT_ONCE_MAX} keys at once.` })
    .transform((ids) => [...new Set(ids)]),
  reason,
});
export type DetachKeysInput = z.output<typeof detachKeysSchema>;
