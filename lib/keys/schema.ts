import { z } from "zod";
import { proofPasswordSchema } from "#lib/auth/schema";
import { idSchema } from "#lib/ids";
import {
  ACCESS_FILTERS,
  DETACHED_AT_ONCE_MAX,
  EXPIRES_IN_DAYS_MAX,
  KEY_FILTERS,
  KEY_NAME_MAX,
  KEY_SERVERS_MAX,
  KEY_SORTS,
  KEY_WORKSPACES_MAX,
  OWN_KEY_LISTS,
  REASON_MAX,
  SERVICE_OWNER,
} from "#lib/keys/limits";
import { OVERLAPS } from "#lib/keys/rotation";
import { SCOPES } from "#lib/keys/scopes";
import { searchSchema } from "#lib/listing/search-schema";
import { environmentSchema } from "#lib/upstreams/schema";

const keyName = z
  .string()
  .trim()
  .max(KEY_NAME_MAX, { error: `Use at most ${KEY_NAME_MAX} characters.` })
  .transform((text) => text || null)
  .meta({ description: "What lists call it.", example: "Claude Desktop" });

const workspaceIds = z
  .array(idSchema("ws"))
  .min(1, { error: "Choose at least one workspace." })
  .max(KEY_WORKSPACES_MAX, { error: `Choose at most ${KEY_WORKSPACES_MAX} workspaces.` })
  .transform((ids) => [...new Set(ids)])
  .meta({ description: "The workspaces that it reaches." });

const scopes = z
  .array(z.enum(SCOPES))
  .min(1, { error: "Choose what the key may do." })
  .transform((given) => SCOPES.filter((scope) => given.includes(scope)))
  .meta({ description: "What it may do." });

const environment = environmentSchema
  .nullable()
  .meta({ description: "The only environment whose MCP servers it reaches; null for all of them." });

const serverIds = z
  .array(idSchema("ups"))
  .max(KEY_SERVERS_MAX, { error: `Choose at most ${KEY_SERVERS_MAX} MCP servers.` })
  .transform((ids) => [...new Set(ids)]);

const DAYS_WANTED = { error: `Enter a number of days from 1 to ${EXPIRES_IN_DAYS_MAX}.` };

const expiresInDays = z
  .number(DAYS_WANTED)
  .int({ error: "Enter a whole number of days." })
  .min(1, DAYS_WANTED)
  .max(EXPIRES_IN_DAYS_MAX, DAYS_WANTED)
  .nullable()
  .meta({ description: "Days until it ends; null for a key that never expires." });

const instant = z
  .union([z.date(), z.iso.datetime({ offset: true })], { error: "Give an instant such as 2027-02-18T12:00:00Z." })
  .transform((given) => new Date(given));

const createKeyFields = z.object({
  name: keyName.nullish().transform((text) => text ?? null),
  workspaceIds,
  scopes: scopes.default(["mcp:read"]),
  environment: environment.default(null),
  serverIds: serverIds
    // Refused rather than read as all: whoever computed the list may have meant none.
    .refine((ids) => ids.length > 0, { error: "Choose at least one MCP server, or let the key reach all of them." })
    .nullable()
    .default(null)
    .meta({
      description: "The only MCP servers it reaches; null for all of its workspaces, those connected later too.",
    }),
  expiresInDays: expiresInDays.optional(),
  expiresAt: instant
    .nullable()
    .optional()
    .meta({
      type: ["string", "null"],
      format: "date-time",
      example: "2027-02-18T12:00:00Z",
      description: "The same as an instant. Give one of the two.",
    }),
});

type Ends = { expiresInDays?: unknown; expiresAt?: unknown };
const hasOneEnd = ({ expiresInDays, expiresAt }: Ends) => expiresInDays === undefined || expiresAt === undefined;
const ONE_END = { path: ["expiresAt"], error: "Give expiresInDays or expiresAt, not both." };

export const createKeySchema = createKeyFields.refine(hasOneEnd, ONE_END);

/** For where the workspace may be said otherwise. */
export const createKeyBodySchema = createKeyFields.partial({ workspaceIds: true }).refine(hasOneEnd, ONE_END);

/** What a caller sends; what the operation receives is `z.output`. */
export type CreateKeyInput = z.output<typeof createKeySchema>;

const { workspaceIds: _one, expiresAt: _days, ...settings } = createKeySchema.shape;

/** As for a person's key, but for the one workspace that owns it; and with a name, by which others know what it is for. */
export const createServiceKeySchema = z.object({
  ...settings,
  workspace: z.string(),
  name: keyName.refine((name) => name !== null, { error: "Name it after what will use it." }),
});
export type CreateServiceKeyInput = z.output<typeof createServiceKeySchema>;

/** What is left out stays as it is. */
export const updateKeySchema = z.object({
  keyId: idSchema("key"),
  name: keyName.nullable().optional(),
  workspaceIds: workspaceIds.optional(),
  scopes: scopes.optional(),
  environment: environment.optional(),
  /** An empty list is for a key that was limited to servers of which none is left. */
  serverIds: serverIds.nullable().optional().meta({ description: "The only MCP servers it reaches; null for all." }),
  /** Asked for when the key is to reach more than before and the last sign-in is an hour ago. */
  password: proofPasswordSchema,
});
export type UpdateKeyInput = z.output<typeof updateKeySchema>;

/** As of a person's key, but for the one workspace that owns it. */
export const updateServiceKeySchema = updateKeySchema
  .omit({ workspaceIds: true })
  .extend({ workspace: z.string(), name: createServiceKeySchema.shape.name.optional() });
export type UpdateServiceKeyInput = z.output<typeof updateServiceKeySchema>;

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

/**
 * Where a page of keys begins: after the key with this id and, in lists sorted by use, this last use (milliseconds
 * since 1970).
 */
export const keyCursorSchema = z
  .string()
  .regex(/^(?:\d{1,15}|never)\.key_[0-9a-z]{26}$/, { error: "Not a cursor of this list." })
  .transform((text) => {
    const [usedAtMs, id = ""] = text.split(".");
    return { lastUsedAt: usedAtMs === "never" ? null : new Date(Number(usedAtMs)), id };
  });

/** A person's id, or `service` for the keys that the workspace itself owns. */
export const keyOwnerSchema = z.union([z.literal(SERVICE_OWNER), idSchema("usr")]);

export const listWorkspaceKeysSchema = z.object({
  search: searchSchema,
  filter: z.enum(KEY_FILTERS).default("usable"),
  access: z.enum(ACCESS_FILTERS).default("any"),
  /** Null for everybody's. */
  owner: keyOwnerSchema.nullish().transform((owner) => owner ?? null),
  unused: z.boolean().default(false),
  sort: z.enum(KEY_SORTS).default("newest"),
  cursor: keyCursorSchema.nullish().transform((position) => position ?? null),
});
export type ListWorkspaceKeysInput = z.output<typeof listWorkspaceKeysSchema>;

/** Where a page of one's own keys begins: after the key made at this instant (milliseconds since 1970) with this id. */
const ownKeyPosition = z
  .string()
  .regex(/^\d{1,15}\.key_[0-9a-z]{26}$/, { error: "Not a cursor of this list." })
  .transform((text) => {
    const [createdAtMs, id = ""] = text.split(".");
    return { createdAt: new Date(Number(createdAtMs)), id };
  });

export const listMyKeysSchema = z.object({
  list: z.enum(OWN_KEY_LISTS).default("usable"),
  search: searchSchema,
  cursor: ownKeyPosition.nullish().transform((position) => position ?? null),
});
/** After the key made at this instant with this id. */
export type KeyPosition = { createdAt: Date; id: string };
export type ListMyKeysInput = z.output<typeof listMyKeysSchema>;

/** The same of a workspace's own keys, whose pages begin after the key with this id. */
export const listServiceKeysSchema = z.object({
  list: z.enum(["usable", "ended"]).default("usable"),
  search: searchSchema,
  cursor: idSchema("key")
    .nullish()
    .transform((id) => id ?? null),
});
export type ListServiceKeysInput = z.output<typeof listServiceKeysSchema>;
