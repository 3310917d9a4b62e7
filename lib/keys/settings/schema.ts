import { z } from "zod";
import { proofPasswordSchema } from "#lib/auth/schema";
import { idSchema } from "#lib/ids";
import { SCOPES } from "#lib/keys/access/scopes";
import { EXPIRES_IN_DAYS_MAX, KEY_NAME_MAX, KEY_SERVERS_MAX, KEY_WORKSPACES_MAX } from "#lib/keys/settings/limits";
import { environmentSchema } from "#lib/upstreams/settings/schema";

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

/** Days until a key ends; null for never. */
export const expiresInDays = z
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
