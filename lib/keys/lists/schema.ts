import { z } from "zod";
import { idSchema } from "#lib/ids";
import {
  ACCESS_FILTERS,
  KEY_FILTERS,
  KEY_SORTS,
  KIND_FILTERS,
  OWN_KEY_LISTS,
  SERVICE_OWNER,
} from "#lib/keys/lists/options";
import { searchSchema } from "#lib/listing/search-schema";

/**
 * The cursor of a list of a workspace's keys: the page begins after the key with this id and, in lists sorted by use,
 * with this last use (milliseconds since the epoch).
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
  kind: z.enum(KIND_FILTERS).default("all"),
  access: z.enum(ACCESS_FILTERS).default("any"),
  /** Null for every owner. */
  owner: keyOwnerSchema.nullish().transform((owner) => owner ?? null),
  unused: z.boolean().default(false),
  sort: z.enum(KEY_SORTS).default("newest"),
  cursor: keyCursorSchema.nullish().transform((position) => position ?? null),
});
export type ListWorkspaceKeysInput = z.output<typeof listWorkspaceKeysSchema>;

/**
 * The cursor of a list of one's own keys: the instant at which a key was made (milliseconds since the epoch), and its
 * id.
 */
export const ownKeyPosition = z
  .string()
  .regex(/^\d{1,15}\.key_[0-9a-z]{26}$/, { error: "Not a cursor of this list." })
  .transform((text) => {
    const [createdAtMs, id = ""] = text.split(".");
    return { createdAt: new Date(Number(createdAtMs)), id };
  });

export const listOwnKeysSchema = z.object({
  list: z.enum(OWN_KEY_LISTS).default("usable"),
  search: searchSchema,
  cursor: ownKeyPosition.nullish().transform((position) => position ?? null),
});
export type ListOwnKeysInput = z.output<typeof listOwnKeysSchema>;

/** Its cursor is the id of the key after which the page begins. */
export const listServiceKeysSchema = z.object({
  list: z.enum(["usable", "ended"]).default("usable"),
  search: searchSchema,
  cursor: idSchema("key")
    .nullish()
    .transform((id) => id ?? null),
});
export type ListServiceKeysInput = z.output<typeof listServiceKeysSchema>;
