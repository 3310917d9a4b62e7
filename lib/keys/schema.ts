import { z } from "zod";
import { idSchema } from "#lib/ids";
import {
  EXPIRES_IN_DAYS_DEFAULT,
  EXPIRES_IN_DAYS_MAX,
  KEY_FILTERS,
  KEY_NAME_MAX,
  KEY_WORKSPACES_MAX,
  REASON_MAX,
  SEARCH_MAX,
} from "#lib/keys/limits";
import { OVERLAPS } from "#lib/keys/rotation";
import { SCOPES } from "#lib/keys/scopes";

const keyName = z
  .string()
  .trim()
  .max(KEY_NAME_MAX, { error: `Use at most ${KEY_NAME_MAX} characters.` })
  .transform((text) => text || null);

const expiresInDays = z
  .number({ error: `Enter a number of days from 1 to ${EXPIRES_IN_DAYS_MAX}.` })
  .int({ error: "Enter a whole number of days." })
  .min(1, { error: `Enter a number of days from 1 to ${EXPIRES_IN_DAYS_MAX}.` })
  .max(EXPIRES_IN_DAYS_MAX, { error: `Enter a number of days from 1 to ${EXPIRES_IN_DAYS_MAX}.` })
  .nullable();

export const createKeySchema = z.object({
  name: keyName.nullish().transform((text) => text ?? null),
  workspaceIds: z
    .array(idSchema("ws"))
    .min(1, { error: "Choose at least one workspace." })
    .max(KEY_WORKSPACES_MAX, { error: `Choose at most ${KEY_WORKSPACES_MAX} workspaces.` })
    .transform((ids) => [...new Set(ids)]),
  scopes: z.array(z.enum(SCOPES)).min(1, { error: "Choose what the key may do." }).default(["mcp:read"]),
  /** Null for a key that never expires. */
  expiresInDays: expiresInDays.default(EXPIRES_IN_DAYS_DEFAULT),
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

export const revokeKeySchema = z.object({
  keyId: idSchema("key"),
  reason,
  /** The key's name, which is asked for when it was used in the last hour. */
  confirmation: z
    .string()
    .nullish()
    .transform((text) => text ?? null),
});
export type RevokeKeyInput = z.output<typeof revokeKeySchema>;

export const rotateKeySchema = z.object({
  keyId: idSchema("key"),
  overlap: z.enum(OVERLAPS, { error: "Choose how long the old token works." }),
  /** `same` for the lifetime that the old one had; null for a key that never expires. */
  expiresInDays: z.union([z.literal("same"), expiresInDays]).default("same"),
});
export type RotateKeyInput = z.output<typeof rotateKeySchema>;

export const detachKeySchema = z.object({ workspace: z.string(), keyId: idSchema("key"), reason });
export type DetachKeyInput = z.output<typeof detachKeySchema>;

/** Where a page of keys begins: after the key made at this instant (milliseconds since 1970) with this id. */
const cursor = z
  .string()
  .regex(/^\d{1,15}\.key_[0-9a-z]{26}$/, { error: "Not a cursor of this list." })
  .transform((text) => {
    const [createdAtMs, id = ""] = text.split(".");
    return { createdAt: new Date(Number(createdAtMs)), id };
  });

export const listWorkspaceKeysSchema = z.object({
  search: z
    .string()
    .trim()
    .max(SEARCH_MAX, { error: `Use at most ${SEARCH_MAX} characters.` })
    // PostgreSQL has no text with NUL in it, so no key is found by one.
    .refine((text) => !text.includes("\0"), { error: "Leave out the NUL character." })
    .default(""),
  filter: z.enum(KEY_FILTERS).default("usable"),
  cursor: cursor.nullish().transform((position) => position ?? null),
});
export type ListWorkspaceKeysInput = z.output<typeof listWorkspaceKeysSchema>;
