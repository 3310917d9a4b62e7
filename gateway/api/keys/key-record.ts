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
  token: z.string().openapi({ example: "mcp_2abc1…ef789", description: "The mask by which people know the key." }),
  scopes: z.array(z.enum(SCOPES)),
  workspaces: z.array(z.object({ id: z.string(), name: z.string(), slug: z.string() })),
  environment: z.string().nullable().openapi({ description: "The only environment it reaches; null for all." }),
  serverIds: z
    .array(z.string())
    .nullable()
    .openapi({ description: "The only MCP servers it reaches; null for all, also those connected later." }),
  status: statusSchema,
  isRevoked: z.boolean(),
  createdAt: instant,
  updatedAt: instant,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
} satisfies Record<RecordedSetting, z.ZodType> & Record<string, z.ZodType>);

/** A key as the API tells of it. The token itself is never among it. */
export const keyRecordSchema = fields.openapi("Key");

/** What stands beside the token of a new key. */
export const TOKEN_WARNING = "The token is shown this one time. Store it now; it cannot be read again.";

const ONCE = "Left out when an answer is repeated (`Idempotent-Replayed`).";

/** A key that was made by this very request. */
export const createdKeySchema = fields
  .extend({
    token: z
      .string()
      .optional()
      .openapi({ description: `The whole token, in this answer alone. ${ONCE}`, example: "mcp_…" }),
    warning: z.string().optional().openapi({ description: ONCE, example: TOKEN_WARNING }),
  })
  .openapi("CreatedKey");

export type KeyRecord = z.output<typeof keyRecordSchema>;

/**
 * What the API tells of a key of the caller. Workspaces that an admin took from it are left out, and those that the
 * caller has left, of which they are to learn nothing any more, with their servers.
 */
export function keyRecord(key: KeyView): KeyRecord {
  const joined = key.workspaces.filter((one) => one.ownerIsMember);
  const servers = key.servers?.filter(({ workspaceId }) => joined.some(({ id }) => id === workspaceId)) ?? null;
  return recordWithin(
    { ...key, servers },
    joined.filter((one) => !one.detached),
  );
}

/** The same of any key, of which no more than these workspaces is told. */
export function recordWithin(key: Omit<ListedKey, "workspaces">, workspaces: KeyRecord["workspaces"]): KeyRecord {
  const iso = (at: Date | null | undefined) => at?.toISOString() ?? null;
  return {
    id: key.id,
    name: key.name,
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
