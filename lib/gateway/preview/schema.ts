import { z } from "zod";
import { idSchema } from "#lib/ids";
import { SCOPES } from "#lib/keys/access/scopes";
import { EXPIRES_IN_DAYS_MAX, KEY_SERVERS_MAX, KEY_WORKSPACES_MAX } from "#lib/keys/settings/limits";
import { CLIENT_ID_MAX } from "#lib/oauth/clients/client";
import { environmentSchema } from "#lib/upstreams/settings/schema";

/** A key whose form is being filled in. Fewer fields are required than for a key that is saved. */
export const previewKeySchema = z.object({
  /** The edited key; null for a new key. */
  keyId: idSchema("key").nullable().default(null),
  /** The `client_id` of an app that somebody is about to connect; null for keys. */
  clientId: z.string().max(CLIENT_ID_MAX).nullable().default(null),
  workspaceIds: z.array(idSchema("ws")).max(KEY_WORKSPACES_MAX),
  scopes: z.array(z.enum(SCOPES)),
  environment: environmentSchema.nullable().default(null),
  /** Null for all. */
  serverIds: z.array(idSchema("ups")).max(KEY_SERVERS_MAX).nullable().default(null),
  /** Null for never. */
  expiresInDays: z.number().int().min(1).max(EXPIRES_IN_DAYS_MAX).nullable().optional(),
});
export type PreviewKeyInput = z.output<typeof previewKeySchema>;

/** The same for a service key, which reaches only the workspace that owns it. */
export const previewServiceKeySchema = previewKeySchema.omit({ workspaceIds: true }).extend({ workspace: z.string() });
export type PreviewServiceKeyInput = z.output<typeof previewServiceKeySchema>;
