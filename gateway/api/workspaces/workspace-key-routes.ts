import { z } from "@hono/zod-openapi";
import { requireAccount } from "#gateway/api/account";
import { apiRoute } from "#gateway/api/api-route";
import { json } from "#gateway/api/json-content";
import { keyRecordSchema, recordWithin, statusSchema } from "#gateway/api/keys/key-record";
import { type Api, newApi } from "#gateway/api/new-api";
import { listPage, listPageQuery, listPageSchema } from "#gateway/api/paging";
import { workspaceId } from "#gateway/api/workspaces/workspace-id";
import { keyCursorSchema, keyOwnerSchema, listWorkspaceKeysSchema } from "#lib/keys/lists/schema";
import { listWorkspaceKeysForApi } from "#lib/keys/lists/workspace-keys";
import type { WorkspaceKeyView } from "#lib/keys/view/dto";
import type { WorkspaceView } from "#lib/workspaces/dto";

const { search, access, sort } = listWorkspaceKeysSchema.shape;

const recordSchema = keyRecordSchema
  .extend({
    owner: z
      .object({ id: z.string(), name: z.string(), email: z.string() })
      .nullable()
      .openapi({ description: "Null for a service key, which the workspace owns." }),
    otherWorkspaceCount: z
      .int()
      .openapi({ description: "The number of other workspaces that the key reaches at present." }),
  })
  .openapi("WorkspaceKey");

const listRoute = apiRoute({
  operationId: "listWorkspaceKeys",
  method: "get",
  path: "/workspaces/{id}/keys",
  summary: "List the keys that reach a workspace",
  description:
    "The keys of all members, and service keys. Only for admins of the workspace. A key from which the workspace is detached counts as revoked here.",
  tags: ["Workspaces"],
  scope: "keys:read",
  errors: [400, 404],
  request: {
    params: workspaceId,
    query: z.object({
      ...listPageQuery(keyCursorSchema),
      status: statusSchema.optional().openapi({ description: "Only keys with this status." }),
      search: search.openapi({ description: "Part of the key's name, of its owner's name or email, or of the mask." }),
      access: access.openapi({ description: "Only keys with this access level. `any` means all keys." }),
      owner: keyOwnerSchema
        .optional()
        .openapi({ type: "string", description: "A member's id, or `service` for service keys." }),
      unused: z
        .enum(["true", "false"])
        .default("false")
        .openapi({ description: "With `true` only keys that were neither created nor used in the last 90 days." }),
      sort: sort.openapi({
        description:
          "`recent`: the most recently used key comes first. `idle`: the key that is unused for the longest time comes first.",
      }),
    }),
  },
  responses: { 200: { description: "A page of keys.", ...json(listPageSchema(recordSchema)) } },
});

/** Makes the route `/workspaces/{id}/keys`. */
export function workspaceKeyRoutes(): Api {
  const api = newApi();
  api.openapi(listRoute, async (context) => {
    const { status, cursor: after, unused, owner: ownedBy, ...wanted } = context.req.valid("query");
    const workspace = await requireAccount(context, context.req.valid("param").id);
    const { keys, nextCursor } = await listWorkspaceKeysForApi(context.get("caller"), workspace.id, {
      ...wanted,
      filter: status ?? "all",
      kind: "all",
      owner: ownedBy ?? null,
      unused: unused === "true",
      cursor: after ?? null,
    });
    const records = keys.map((key) => workspaceKeyRecord(key, workspace));
    return context.json(listPage(records, nextCursor), 200);
  });
  return api;
}

function workspaceKeyRecord(key: WorkspaceKeyView, workspace: WorkspaceView): z.output<typeof recordSchema> {
  const { owner, otherWorkspaceCount } = key;
  return { ...recordWithin(key, [workspace]), owner, otherWorkspaceCount };
}
