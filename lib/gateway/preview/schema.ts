import { z } from "zod";
import { idSchema } from "#lib/ids";
import { SCOPES } from "#lib/keys/access/scopes";
import { EXPIRES_IN_DAYS_MAX, KEY_SERVERS_MAX, KEY_WORKSPACES_MAX } from "#lib/keys/settings/limits";
import { environmentSchema } from "#lib/upstreams/settings/schema";

/** A key while its form is being filled in: less is asked of it than of one that is saved. */
export const previewKeySchema = z.object({
  /** The key that is edited; null for a new one. */
  keyId: idSchema("key").nullable().default(null),
  workspaceIds: z.array(idSchema("ws")).max(KEY_WORKSPACES_MAX),
  scopes: z.array(z.enum(SCOPES)),
  environment: environmentSchema.nullable().default(null),
  /** Null for all. */
  serverIds: z.array(idSchema("ups")).max(KEY_SERVERS_MAX).nullable().default(null),
  /** Null for never. */
  expiresInDays: z.number().int().min(1).max(EXPIRES_IN_DAYS_MAX).nullable().optional(),
});
export type PreviewKeyInput = z.output<typeof previewKeySchema>;

/** The same of a key that a workspace owns, which reaches this one alone. */
export const previewServiceKeySchema = previewKeySchema.omit({ workspaceIds: true }).extend({ workspace: z.string() });
export type PreviewServiceKeyInput = z.output<typeof previewServiceKeySchema>;
