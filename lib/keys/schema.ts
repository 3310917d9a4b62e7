import { z } from "zod";
import { idSchema } from "#lib/ids";
import { SCOPES } from "#lib/keys/scopes";

export const KEY_NAME_MAX = 64;
export const EXPIRES_IN_DAYS_MAX = 365;
export const EXPIRES_IN_DAYS_DEFAULT = 90;
export const WORKSPACES_MAX = 200;
export const REASON_MAX = 200;

const keyName = z
  .string()
  .trim()
  .max(KEY_NAME_MAX, { error: `Use at most ${KEY_NAME_MAX} characters.` })
  .transform((text) => text || null);

export const createKeySchema = z.object({
  name: keyName.nullish().transform((text) => text ?? null),
  workspaceIds: z
    .array(idSchema("ws"))
    .min(1, { error: "Choose at least one workspace." })
    .max(WORKSPACES_MAX, { error: `Choose at most ${WORKSPACES_MAX} workspaces.` })
    .transform((ids) => [...new Set(ids)]),
  scopes: z.array(z.enum(SCOPES)).min(1, { error: "Choose what the key may do." }).default(["mcp:read"]),
  /** Null for a key that never expires. */
  expiresInDays: z
    .number({ error: `Enter a number of days from 1 to ${EXPIRES_IN_DAYS_MAX}.` })
    .int({ error: "Enter a whole number of days." })
    .min(1, { error: `Enter a number of days from 1 to ${EXPIRES_IN_DAYS_MAX}.` })
    .max(EXPIRES_IN_DAYS_MAX, { error: `Enter a number of days from 1 to ${EXPIRES_IN_DAYS_MAX}.` })
    .nullable()
    .default(EXPIRES_IN_DAYS_DEFAULT),
});

/** What a caller sends; what the operation receives is `z.output`. */
export type CreateKeyInput = z.output<typeof createKeySchema>;

const reason = z
  .string()
  .trim()
  .max(REASON_MAX, { error: `Use at most ${REASON_MAX} characters.` })
  .transform((text) => text || null)
  .nullish()
  .transform((text) => text ?? null);

export const revokeKeySchema = z.object({ keyId: idSchema("key") });

export const detachKeySchema = z.object({ workspace: z.string(), keyId: idSchema("key"), reason });
export type DetachKeyInput = z.output<typeof detachKeySchema>;
