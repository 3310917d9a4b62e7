import { z } from "@hono/zod-openapi";
import { SCOPES } from "#lib/keys/access/scopes";
import type { KeyStatus } from "#lib/keys/access/status";
import type { ListedKey } from "#lib/keys/lists/listed-keys";
import type { SettingName } from "#lib/keys/model/key-settings";
import type { KeyView } from "#lib/keys/view/dto";

const STATUSES = ["active", "expiring", "expired", "revoked"] as const satisfies readonly KeyStatus[];
export const statusSchema = z.enum(STATUSES);

const instant = z.iso.datetime();

/** The settings as the API names them: workspaces come with their names. */
type RecordedSetting = Exclude<SettingName, "workspaceIds"> | "workspaces";

/** A key in an answer: every setting, and what else the API tells of it. */
const fields = z.object({
  id: z.string().openapi({ example: "key_01jd4v7m3ne9h8c6q2xk5t0bwz" }),
  name: z.string().nullable().openapi({ example: "Claude Desktop" }),
  nameInClients: z.string().nullable().openapi({
    example: "acme",
    description: "The name under which clients list Latchkey with this key. Null for imported keys.",
  }),
  token: z
    .string()
    .openapi({ example: "mcp_2abc1…ef789", description: "The mask of the token, by which people recognise the key." }),
  scopes: z.array(z.enum(SCOPES)),
  workspaces: z.array(z.object({ id: z.string(), name: z.string(), slug: z.string() })),
  environment: z
    .string()
    .nullable()
    .openapi({ description: "The only environment that the key reaches. Null means all environments." }),
  serverIds: z.array(z.string()).nullable().openapi({
    description:
      "The only MCP servers that the key reaches. Null means all servers, also those that are connected later.",
  }),
  status: statusSchema,
  isRevoked: z.boolean(),
  createdAt: instant,
  updatedAt: instant,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
} satisfies Record<RecordedSetting, z.ZodType> & Record<string, z.ZodType>);

/** The schema of a key in responses. It never has the token itself. */
export const keyRecordSchema = fields.openapi("Key");

/** The warning that a new token is sent with. */
export const TOKEN_WARNING = "The token is shown this one time. Store it now: it cannot be read again.";

const ONCE = "Left out of a repeated answer (`Idempotent-Replayed`).";

/** The schema of a key that the request has just created. */
export const createdKeySchema = fields
  .extend({
    token: z
      .string()
      .optional()
      .openapi({ description: `The whole token. No other answer has it. ${ONCE}`, example: "mcp_…" }),
    warning: z.string().optional().openapi({ description: ONCE, example: TOKEN_WARNING }),
  })
  .openapi("CreatedKey");

export type KeyRecord = z.output<typeof keyRecordSchema>;

/**
 * Makes the record of a key of the caller. It leaves out detached workspaces. It also leaves out workspaces that the
 * caller is no longer a member of, and their servers, because the caller may learn nothing more about them.
 */
export function keyRecord(key: KeyView): KeyRecord {
  const joined = key.workspaces.filter((one) => one.ownerIsMember);
  const servers = key.servers?.filter(({ workspaceId }) => joined.some(({ id }) => id === workspaceId)) ?? null;
  return recordWithin(
    { ...key, servers },
    joined.filter((one) => !one.detached),
  );
}

/** Makes the record of any key. Only the given workspaces are named in it. */
export function recordWithin(key: Omit<ListedKey, "workspaces">, workspaces: KeyRecord["workspaces"]): KeyRecord {
  const iso = (at: Date | null | undefined) => at?.toISOString() ?? null;
  return {
    id: key.id,
    name: key.name,
    nameInClients: key.nameInClients,
    token: key.mask,
    scopes: key.scopes,
    workspaces: workspaces.map(({ id, name, slug }) => ({ id, name, slug })),
    environment: key.environment,
    serverIds: key.servers?.map(({ id }) => id) ?? null,
    status: key.status,
    isRevoked: key.status === "revoked",
    createdAt: key.createdAt.toISOString(),
    updatedAt: key.updatedAt.toISOString(),
    expiresAt: iso(key.expiresAt),
    lastUsedAt: iso(key.lastUse?.at),
    revokedAt: iso(key.revoked?.at),
  };
}
