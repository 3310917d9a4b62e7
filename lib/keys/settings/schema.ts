import { z } from "zod";
import { proofPasswordSchema } from "#lib/auth/schema";
import { serverNameProblem } from "#lib/clients/model/server-name";
import { idSchema } from "#lib/ids";
import { SCOPES } from "#lib/keys/access/scopes";
import type { SettingName } from "#lib/keys/model/key-settings";
import { EXPIRES_IN_DAYS_MAX, KEY_NAME_MAX, KEY_SERVERS_MAX, KEY_WORKSPACES_MAX } from "#lib/keys/settings/limits";
import { nameSchema } from "#lib/text/name-schema";
import { environmentSchema } from "#lib/upstreams/settings/schema";

const keyName = nameSchema({ max: KEY_NAME_MAX })
  .transform((text) => text || null)
  .meta({ description: "What lists call it.", example: "Claude Desktop" });

const nameInClients = z
  .string()
  .check((context) => {
    const problem = serverNameProblem(context.value);
    if (problem) context.issues.push({ code: "custom", message: problem, input: context.value });
  })
  .meta({
    description:
      "The name under which clients list Latchkey with this key. It differs from those of the owner's other keys.",
    example: "acme",
  });

const workspaceIds = z
  .array(idSchema("ws"))
  .min(1, { error: "Choose at least one workspace." })
  .max(KEY_WORKSPACES_MAX, { error: `Choose at most ${KEY_WORKSPACES_MAX} workspaces.` })
  .transform((ids) => [...new Set(ids)])
  .meta({ description: "The workspaces that it reaches." });

const scopes = z
  .array(z.enum(SCOPES))
  .min(1, { error: "Choose what it may do." })
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

/** Days until a key expires; null for never. */
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

/** Each setting has a field. */
const createKeyFields = z.object({
  name: keyName.nullish().transform((text) => text ?? null),
  /** Left out, it is made from the name of the first workspace. */
  nameInClients: nameInClients.optional(),
  workspaceIds,
  scopes: scopes.default(["mcp:read"]),
  environment: environment.default(null),
  serverIds: serverIds
    // An empty list does not mean all servers: a script that computed the list may have meant none.
    .refine((ids) => ids.length > 0, { error: "Choose at least one MCP server, or let it reach all of them." })
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
} satisfies Record<SettingName | "expiresInDays", z.ZodType>);

type Ends = { expiresInDays?: unknown; expiresAt?: unknown };
const hasOneEnd = ({ expiresInDays, expiresAt }: Ends) => expiresInDays === undefined || expiresAt === undefined;
const ONE_END = { path: ["expiresAt"], error: "Give expiresInDays or expiresAt, not both." };

export const createKeySchema = createKeyFields
  .extend({
    /** Needed when the last sign-in is more than an hour ago and the key is more than an ordinary one. */
    password: proofPasswordSchema,
  })
  .refine(hasOneEnd, ONE_END);

/** The body of a request to the API, in which the workspaces may be left out: the header may name one. */
export const createKeyBodySchema = createKeyFields.partial({ workspaceIds: true }).refine(hasOneEnd, ONE_END);

/** The input of the operation, after the defaults are filled in. */
export type CreateKeyInput = z.output<typeof createKeySchema>;

const { workspaceIds: _one, expiresAt: _days, ...settings } = createKeySchema.shape;

/**
 * The fields of a key, with the one workspace that owns it instead of a choice of workspaces. A service key needs a
 * name, so that other admins know its purpose.
 */
export const createServiceKeySchema = z.object({
  ...settings,
  workspace: z.string(),
  name: keyName.refine((name) => name !== null, { error: "Name it after what will use it." }),
});
export type CreateServiceKeyInput = z.output<typeof createServiceKeySchema>;

/** A field that is left out stays as it is. The expiry of a key cannot be changed: a rotation gives a new one. */
export const updateKeySchema = z.object({
  keyId: idSchema("key"),
  name: keyName.nullable().optional(),
  nameInClients: nameInClients.optional(),
  workspaceIds: workspaceIds.optional(),
  scopes: scopes.optional(),
  environment: environment.optional(),
  /** An empty list is allowed for a key whose chosen servers are all gone. */
  serverIds: serverIds.nullable().optional().meta({ description: "The only MCP servers it reaches; null for all." }),
  /** Needed when the change lets the key reach more and the last sign-in is more than an hour ago. */
  password: proofPasswordSchema,
} satisfies Record<Exclude<SettingName, "expiresAt"> | "keyId" | "password", z.ZodType>);
export type UpdateKeyInput = z.output<typeof updateKeySchema>;

/** The fields of a key without the choice of workspaces: a service key stays with its workspace. */
export const updateServiceKeySchema = updateKeySchema
  .omit({ workspaceIds: true })
  .extend({ workspace: z.string(), name: createServiceKeySchema.shape.name.optional() });
export type UpdateServiceKeyInput = z.output<typeof updateServiceKeySchema>;
